import { sha256Hex } from '../platform/canonical-json.js';
import type { GivenInput, InputSource } from '../scoring/score.js';
import type { FeatureSetEntity } from '../results/feature-set.entity.js';
import { shownUnit } from '../results/feature-set-head.js';
import type { ResultEntity } from '../results/result.entity.js';
import { viewFact } from './clinical-view.js';
import type { Input } from './model.types.js';
import type { FeatureSet, Result } from './result.types.js';

function sentenceOf(source: InputSource): string {
  if (source.kind === 'feature') return `${source.tag} = ${source.featureValue} ${source.featureUnit} on series ${source.seriesInstanceUid}`;
  const said = source.said === undefined ? '' : `${source.said}${source.date ? ` of ${source.date}` : ''}: `;
  const entered = source.entered ? `, entered by ${source.entered.by} on ${source.entered.at.slice(0, 10)}` : '';
  return `${said}${source.resource}${source.versionId === null ? '' : `, version ${source.versionId}`}${entered}, imaged on ${source.imagedOn}`;
}

/** A stored feature set as it is queried. */
export function viewFeatureSet({ id, content, modality }: FeatureSetEntity): FeatureSet {
  const { series, region, engine } = content;
  return {
    id, modality, seriesInstanceUid: series.seriesInstanceUid, seriesDescription: series.seriesDescription, instances: series.instances.length,
    instancesSha256: sha256Hex(series.instances.map((instance) => instance.sha256).join('')), maskModality: region.modality,
    maskSopInstanceUid: region.instance.sopInstanceUid, maskSha256: region.instance.sha256, roi: region.roi.label, voxels: region.voxels,
    engine: `${engine.name} ${engine.version}`, settingsHash: content.settingsHash, warnings: content.warnings,
    features: content.features.map(({ tag, ibsi, family, value, unit }) => ({ tag, ibsi, family, value, unit: shownUnit(unit, series.intensityUnit) })),
  };
}

/** A stored result as it is queried. */
export function viewResult({ id, patientId, lesionKey, studyInstanceUid, acquiredAt, createdAt, orderId, kind, probability, content, contentHash }: ResultEntity): Result {
  const { outcome: answer, model, engine, inputs, resources, warnings, featureSetIds } = content;
  const contributionOf = (input: GivenInput): number | null => (answer.kind === 'score' ? answer.contributions.find((one) => one.input === input.name)?.logOdds ?? null : null);
  const shown: Input[] = inputs.map((input) => ({ name: input.name, value: input.value, unit: input.unit, contribution: contributionOf(input), source: sentenceOf(input.source) }));
  return {
    id, patientId, lesionKey, studyInstanceUid, acquiredAt, createdAt, orderId, kind, probability, contentHash, model, outcome: model.definition, resources, warnings, featureSetIds,
    engine: `${engine.name} ${engine.version}`, inputs: shown, clinicalVariables: (content.clinical?.facts ?? []).map(viewFact),
    interval: answer.kind === 'score' ? answer.interval : null, abstention: answer.kind === 'abstention' ? { code: answer.code, text: answer.text } : null,
  };
}
