import type { ClinicalReading } from '../clinical/facts.js';
import type { ModelManifest } from '../models/manifest.js';
import { inASentence, type Outcome, type Problem, type ProblemCode } from '../platform/problem.js';
import type { StoredFeatureSet } from '../results/feature-set.js';
import type { GivenInput, ScoreOrAbstention } from '../scoring/score.js';
import type { Scorer } from '../scoring/score-inputs.js';
import type { EhrPatient } from '../studies/ehr.client.js';
import type { StudyCounts } from '../studies/imaging-study.js';
import { dicomMoment } from './clinical-inputs.js';
import { gatherInputs } from './gather-inputs.js';
import { findStranger } from './same-patient.js';
import { findOtherStudy } from './same-study.js';
import { selectSeries, type SeriesSelection } from './select-series.js';
import { missingSources } from './still-arriving.js';
import { type HashedFile, type Measurement, planMeasurements, type StudySurvey } from './study-survey.js';
import type { Patience } from './waiting.js';

/** An order, as the walk needs it. */
export interface OrderToAnalyse {
  readonly patientId: string;
  readonly resourceId: string | null;
  readonly accessionNumber: string | null;
  readonly studyInstanceUid: string | null;
}

/** A study found on a PACS, with the EHR's resource that led there. */
export interface FoundStudy {
  readonly studyInstanceUid: string;
  readonly imagingStudy: { readonly id: string; readonly versionId: string | null } | null;
  /** Address of the PACS. */
  readonly pacs: string;
  /** How many instances it announced; null where it did not say. */
  readonly instances: number | null;
  /** What the EHR counts of the study. */
  readonly counts: StudyCounts;
  readonly warnings: readonly string[];
}

/** A study on the disk. */
export interface FetchedStudy {
  readonly files: readonly HashedFile[];
  /** All series of the study, also those that were not fetched. */
  readonly announced: readonly string[];
  readonly warnings: readonly string[];
}

/** A region measured on a series. */
export interface MeasuredLesion {
  readonly lesionKey: string;
  readonly acquiredAt: Date;
  /** The calendar day of it at the scanner, as ISO date. */
  readonly acquiredOn: string;
  readonly featureSet: StoredFeatureSet;
}

/** A model's answer for one lesion of the study. */
export interface LesionResult {
  readonly lesionKey: string;
  readonly acquiredAt: Date;
  readonly outcome: ScoreOrAbstention;
  readonly inputs: readonly GivenInput[];
  /** The feature set the model took; null where it got none. */
  readonly taken: MeasuredLesion | null;
  /** Which series was taken and why, and how its acquisition differs from the training data. */
  readonly warnings: readonly string[];
}

/** What the walk touches of the world. */
export interface Stages {
  readPatient(patientId: string): Promise<Outcome<EhrPatient>>;
  /** What is known of the patient beside images; what could not be read is said in it. */
  readClinical(patientId: string): Promise<ClinicalReading>;
  findStudy(order: OrderToAnalyse, patient: EhrPatient): Promise<Outcome<FoundStudy>>;
  fetchStudy(study: FoundStudy, patience: Patience): Promise<Outcome<FetchedStudy>>;
  survey(files: readonly HashedFile[]): Promise<Outcome<StudySurvey>>;
  measure(measurement: Measurement): Promise<Outcome<MeasuredLesion>>;
  readonly scorer: Scorer;
}

/** Where the walk ended: with results, asleep until later, or at a problem that time will not mend. */
export type Walk =
  | { readonly kind: 'done'; readonly patient: EhrPatient; readonly clinical: ClinicalReading; readonly study: FoundStudy; readonly measured: readonly MeasuredLesion[]; readonly results: readonly LesionResult[]; readonly warnings: readonly string[] }
  | { readonly kind: 'wait'; readonly problem: Problem }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Problems of getting the study that time may mend. */
const passing: readonly ProblemCode[] = [
  'STUDY_NOT_FOUND', 'STUDY_INCOMPLETE', 'STUDY_ARRIVING', 'MASK_SOURCE_MISSING', 'PACS_UNAVAILABLE', 'PACS_INCOMPLETE', 'PACS_UNKNOWN', 'EHR_UNAVAILABLE',
];

const halt = (problem: Problem): Walk => ({ kind: passing.includes(problem.code) ? 'wait' : 'failed', problem: inASentence(problem) });

/** From order to results: the walk of the data, stage by stage. Without patience, what seems not to be whole is measured as it is. */
export async function analyseStudy(order: OrderToAnalyse, stages: Stages, patience: Patience): Promise<Walk> {
  const patient = await stages.readPatient(order.patientId);
  if (!patient.ok) return halt(patient.problem);
  const study = await stages.findStudy(order, patient.value);
  if (!study.ok) return halt(study.problem);
  const [fetched, clinical] = await Promise.all([stages.fetchStudy(study.value, patience), stages.readClinical(order.patientId)]);
  if (!fetched.ok) return halt(fetched.problem);
  const unread = findUnread(stages.scorer.model.manifest, clinical);
  if (unread) return halt(unread);
  const survey = await stages.survey(fetched.value.files);
  if (!survey.ok) return halt(survey.problem);
  const stranger = findOtherStudy(survey.value, study.value) ?? findStranger(survey.value, patient.value);
  if (stranger) return halt(stranger);
  const missing = patience === 'left' ? missingSources(survey.value, fetched.value.announced, stages.scorer.model.manifest.measurement) : undefined;
  if (missing) return halt(missing);
  const found = await measureLesions(survey.value, stages);
  const results = await Promise.all(found.lesions.map(async (lesion) => scoreLesion(lesion, { ...found, patient: patient.value, clinical, scorer: stages.scorer })));
  return { kind: 'done', patient: patient.value, clinical, study: study.value, measured: found.measured, results, warnings: [...study.value.warnings, ...fetched.value.warnings, ...found.warnings] };
}

/** A model that takes clinical variables waits for an EHR that cannot be asked now, for what it does not say may stand against what was entered. */
function findUnread({ inputs }: ModelManifest, { notRead }: ClinicalReading): Problem | undefined {
  const takesVariables = inputs.some(({ from }) => from.kind === 'clinical' && from.variable !== 'age-at-imaging');
  const unread = takesVariables ? notRead.find(({ code }) => code === 'EHR_UNAVAILABLE') : undefined;
  return unread && { code: 'EHR_UNAVAILABLE', text: `${unread.type}: ${unread.reason}` };
}

/** What measuring a study gave, before any of it is scored. */
interface MeasuredStudy {
  readonly lesions: readonly Lesion[];
  readonly measured: readonly MeasuredLesion[];
  readonly problems: readonly { readonly measurement: Measurement; readonly problem: Problem }[];
  readonly warnings: readonly string[];
  /** Of the study, for a lesion of which nothing could be measured. */
  readonly startedAt: Date;
  readonly selection: SeriesSelection;
}

/** Measures every lesion on every series it was drawn on, and says which of the series the model can take. */
async function measureLesions(survey: StudySurvey, stages: Stages): Promise<MeasuredStudy> {
  const { manifest } = stages.scorer.model;
  const { plan, doublyDrawn } = planMeasurements(survey, manifest.measurement);
  const outcomes = await Promise.all(plan.map(async (measurement) => ({ measurement, outcome: await stages.measure(measurement) })));
  const problems = [
    ...outcomes.flatMap(({ measurement, outcome }) => (outcome.ok ? [] : [{ measurement, problem: outcome.problem }])),
    ...doublyDrawn.map((measurement) => ({ measurement, problem: ambiguous })),
  ];
  return {
    lesions: lesionsOf([...plan, ...doublyDrawn], survey, manifest), measured: outcomes.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : [])), problems,
    warnings: [...survey.warnings, ...problems.map(({ measurement, problem }) => `${measurement.series.modality}: ${problem.code}: ${problem.text}`)],
    startedAt: dicomMoment(survey.startedAt) ?? new Date(0), selection: selectSeries(survey.series, manifest.measurement),
  };
}

const ambiguous: Problem = { code: 'ROI_AMBIGUOUS', text: 'The lesion is drawn more than once on the same series; expected once.' };

/** A lesion to be scored, or the reason why there is none that could be. */
interface Lesion {
  readonly key: string;
  readonly obstacle: Problem | undefined;
}

function lesionsOf(plan: readonly Measurement[], survey: StudySurvey, { measurement: { modality, roiLabels } }: ModelManifest): readonly Lesion[] {
  const keys = new Set(plan.map((measurement) => measurement.lesionKey));
  if (keys.size > 0) return [...keys].map((key) => ({ key, obstacle: undefined }));
  const series = survey.series.map((one) => one.modality).join(', ') || 'no images';
  const regions = survey.masks.flatMap((mask) => mask.regions.map((region) => region.label)).join(', ') || 'no regions';
  const text = `The study holds no region that the model measures (expected one labelled ${roiLabels.map(readable).join(' or ')} on ${modality}; found ${series} and ${regions}).`;
  return [{ key: 'none', obstacle: { code: 'STUDY_INCOMPLETE', text } }];
}

/** A label's pattern as people read it: `^Lesion \\d+$` is "Lesion N". */
const readable = (pattern: string): string => pattern.replace(/\\d[+*]?/g, 'N').replace(/[\^$()?\\]/g, '');

interface Findings extends Pick<MeasuredStudy, 'measured' | 'problems' | 'startedAt' | 'selection'> {
  readonly patient: EhrPatient;
  readonly clinical: ClinicalReading;
  readonly scorer: Scorer;
}

async function scoreLesion({ key, obstacle }: Lesion, { measured, problems, patient, clinical, scorer, startedAt, selection }: Findings): Promise<LesionResult> {
  const { manifest } = scorer.model;
  const { modality } = manifest.measurement;
  const ofLesion = measured.filter((one) => one.lesionKey === key);
  const fit = new Set(selection.taken.map(({ seriesInstanceUid }) => seriesInstanceUid));
  const [taken, ...others] = ofLesion.filter((one) => fit.has(one.featureSet.series.seriesInstanceUid));
  const refusal = problems.find(({ measurement }) => measurement.lesionKey === key && measurement.series.modality === modality)?.problem;
  const acquiredAt = (taken ?? ofLesion[0])?.acquiredAt ?? startedAt;
  const warnings = [...(manifest.measurement.series === undefined ? [] : [selection.explanation]), ...(taken === undefined ? [] : selection.protocol.get(taken.featureSet.series.seriesInstanceUid) ?? [])];
  const abstain = (problem: Problem): LesionResult => ({ lesionKey: key, acquiredAt, outcome: { kind: 'abstention', ...inASentence(problem) }, inputs: [], taken: taken ?? null, warnings });
  if (obstacle) return abstain(obstacle);
  const unfit = ofLesion.some((one) => one.featureSet.series.modality === modality) ? ` that the model can take: ${selection.explanation}` : '.';
  if (!taken) return abstain(refusal ?? { code: 'STUDY_INCOMPLETE', text: `The study holds no ${modality} series with the lesion drawn on it${unfit}` });
  if (others.length > 0) return abstain({ code: 'ROI_AMBIGUOUS', text: `The lesion is drawn on ${others.length + 1} ${modality} series; expected one.` });
  const inputs = gatherInputs(manifest.inputs, { featureSet: taken.featureSet, patient, imagedOn: taken.acquiredOn, clinical, lesionKey: key });
  if (!inputs.ok) return abstain(inputs.problem);
  return { lesionKey: key, acquiredAt, outcome: await scorer.score(inputs.value), inputs: inputs.value, taken, warnings };
}
