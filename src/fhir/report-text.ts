import type { ResultEntity } from '../results/result.entity.js';
import { asPercentage } from './risk-assessment.js';

type Reported = Pick<ResultEntity, 'lesionKey' | 'acquiredAt' | 'content'>;

const percent = (fraction: number): string => asPercentage(fraction).toFixed(1);
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const figure = (value: number): string => String(Number(value.toPrecision(4)));

/** What nobody may overlook. */
export const notSigned = 'Made by software for research; nobody has signed it.';

/** What a model says of a lesion, in a sentence. */
function sentenceOf({ lesionKey, content: { outcome, model } }: Reported): string {
  if (outcome.kind === 'abstention') return `${lesionKey}: no ${model.label}. ${outcome.text}`;
  const { probability, interval } = outcome;
  return `${lesionKey}: ${model.label} ${percent(probability)} % (${asPercentage(interval.level)} % interval ${percent(interval.lower)} to ${percent(interval.upper)} %).`;
}

/** What an analysis found, as plain text. */
export const conclusionOf = (results: readonly Reported[]): string => [...results.map(sentenceOf), notSigned].join('\n');

function section(result: Reported): string {
  const { model, inputs, warnings } = result.content;
  const rows = inputs.map(({ name, value, unit }) => `<tr><td>${escaped(name)}</td><td>${figure(value)} ${escaped(unit)}</td></tr>`).join('');
  return `<h2>${escaped(result.lesionKey)}</h2><p>${escaped(sentenceOf(result))}</p><p>${escaped(model.definition)} Model ${escaped(model.name)} ${escaped(model.version)}: ${escaped(model.status)}.</p>${
    rows === '' ? '' : `<table><tr><th>input</th><th>value</th></tr>${rows}</table>`}${warnings.map((warning) => `<p>${escaped(warning)}</p>`).join('')}`;
}

/** The same as a page that stands alone. */
export const reportPage = (results: readonly Reported[]): string =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Radiomics</title></head><body><h1>Radiomics of the study of ${results[0]?.acquiredAt.toISOString().slice(0, 10) ?? ''}</h1><p>${notSigned}</p>${results.map(section).join('')}</body></html>`;
