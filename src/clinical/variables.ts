/** A fact about the patient or the tumour that a model may take beside what was measured. */
export interface VariableKind {
  /** As people read it, at the start of a sentence. */
  readonly label: string;
  readonly value: 'coded' | 'number';
  /** `always`: said once of the tumour. `before-imaging`: of what was done before. `changes`: the newest that is not later than the image counts. */
  readonly holds: 'always' | 'before-imaging' | 'changes';
}

/** Every variable there is; age at imaging is not among them, for it is computed from a birth date. */
export const clinicalVariables = {
  sex: { label: 'Sex', value: 'coded', holds: 'always' },
  histology: { label: 'Histology', value: 'coded', holds: 'always' },
  grade: { label: 'Grade', value: 'coded', holds: 'always' },
  stage: { label: 'Stage', value: 'coded', holds: 'always' },
  site: { label: 'Site', value: 'coded', holds: 'always' },
  side: { label: 'Side', value: 'coded', holds: 'always' },
  depth: { label: 'Depth', value: 'coded', holds: 'always' },
  'tumour-size': { label: 'Longest dimension', value: 'number', holds: 'changes' },
  'prior-surgery': { label: 'Surgery before', value: 'coded', holds: 'before-imaging' },
  'prior-radiotherapy': { label: 'Radiotherapy before', value: 'coded', holds: 'before-imaging' },
  'prior-chemotherapy': { label: 'Chemotherapy before', value: 'coded', holds: 'before-imaging' },
} as const satisfies Readonly<Record<string, VariableKind>>;

export type ClinicalVariable = keyof typeof clinicalVariables;

export const isClinicalVariable = (name: string): name is ClinicalVariable => Object.hasOwn(clinicalVariables, name);
export const variableNames: readonly ClinicalVariable[] = Object.keys(clinicalVariables).filter(isClinicalVariable);
export const kindOf = (variable: ClinicalVariable): VariableKind => clinicalVariables[variable];
