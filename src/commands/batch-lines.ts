import { z } from 'zod';
import { parseCsv } from '../platform/csv.js';
import type { Outcome } from '../platform/problem.js';
import { type ExtractionSettings, tagsAskedFor } from '../radiomics/index.js';
import type { ExtractionAnswer } from './extract-answer.js';

export type BatchFormat = 'jsonl' | 'csv';

/** A case that is done, as it stands in the output. */
export interface BatchLine {
  readonly id: string;
  readonly text: string;
}

/** How a format writes cases and finds them again. */
export interface BatchLines {
  /** Before the first case, with its line end; may be empty. */
  readonly header: string;
  readonly lineOf: (id: string, answer: Outcome<ExtractionAnswer>) => string;
  /** The cases in what was written so far; a line that was cut off in the middle is none. */
  readonly read: (text: string) => readonly BatchLine[];
  /** Whether the line is of a case that could not be measured. */
  readonly isFailure: (line: string) => boolean;
}

const cell = (value: string | number): string => (/[",\n\r]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

const errorOf = (answer: Extract<Outcome<unknown>, { ok: false }>) => ({ code: answer.problem.code, text: answer.problem.text });

const wholeLines = (text: string): readonly string[] => text.split('\n').slice(0, -1).filter((line) => line !== '');

const lineShape = z.looseObject({ id: z.string(), error: z.unknown().optional() });

function parsedLine(line: string): z.infer<typeof lineShape> | undefined {
  try {
    return lineShape.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

const jsonLines: BatchLines = {
  header: '',
  lineOf: (id, answer) => `${JSON.stringify(answer.ok ? { id, ...answer.value } : { id, error: errorOf(answer) })}\n`,
  read: (text) => wholeLines(text).flatMap((line) => { const id = parsedLine(line)?.id; return id === undefined ? [] : [{ id, text: `${line}\n` }]; }),
  isFailure: (line) => parsedLine(line)?.error !== undefined,
};

/** One row per case: id, error, then a column per feature that the settings ask for; an absent one is empty. */
function csvLines(settings: ExtractionSettings): BatchLines {
  const tags = tagsAskedFor(settings);
  const header = `${['id', 'error', ...tags].join(',')}\n`;
  return {
    header,
    lineOf(id, answer) {
      if (!answer.ok) return `${[id, `${answer.problem.code}: ${answer.problem.text}`, ...tags.map(() => '')].map(cell).join(',')}\n`;
      const values = new Map(answer.value.features.map(({ tag, value }) => [tag, value]));
      return `${[id, '', ...tags.map((tag) => values.get(tag) ?? '')].map(cell).join(',')}\n`;
    },
    read: (text) => (text.startsWith(header) ? wholeLines(text).slice(1).map((line) => ({ id: parseCsv(`${header}${line}`)[0].id, text: `${line}\n` })) : []),
    isFailure: (line) => parseCsv(header + line)[0].error !== '',
  };
}

export const batchLines = (format: BatchFormat, settings: ExtractionSettings): BatchLines => (format === 'csv' ? csvLines(settings) : jsonLines);
