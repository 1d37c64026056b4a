import { gql } from 'urql';

export interface ClinicalFact {
  readonly value: string;
  readonly date: string | null;
  readonly source: string;
  readonly resource: string | null;
  readonly versionId: string | null;
  readonly enteredBy: string | null;
  readonly enteredAt: string | null;
}

export interface ClinicalVariable {
  readonly variable: string;
  readonly label: string;
  readonly standing: string;
  readonly value: string | null;
  readonly problem: string | null;
  readonly facts: readonly ClinicalFact[];
  readonly choices: readonly { readonly system: string; readonly code: string; readonly display: string }[];
  readonly units: readonly string[];
  readonly isDated: boolean;
}

export interface ClinicalVariables {
  readonly variables: readonly ClinicalVariable[];
  readonly leftOut: readonly { readonly resource: string; readonly reason: string }[];
  readonly notRead: readonly string[];
}

/** What is entered: a code or a number; neither takes back what was entered before. */
export interface ClinicalEntry {
  readonly patientId: string;
  readonly variable: string;
  readonly system?: string;
  readonly code?: string;
  readonly number?: number;
  readonly unit?: string;
  readonly onDay?: string;
}

const clinicalFields = `variables { variable label standing value problem facts { value date source resource versionId enteredBy enteredAt } choices { system code display } units isDated } leftOut { resource reason } notRead`;

/** Apart from the rest of the patient's page, for the EHR is read afresh. */
export const clinicalQuery = gql<{ readonly patient: { readonly id: string; readonly clinicalVariables: ClinicalVariables } | null }, { readonly id: string }>`
  query Clinical($id: ID!) { patient(id: $id) { id clinicalVariables { ${clinicalFields} } } }`;

export const enterMutation = gql<{ readonly enterClinicalVariable: ClinicalVariables }, { readonly entry: ClinicalEntry }>`
  mutation Enter($entry: ClinicalEntry!) { enterClinicalVariable(entry: $entry) { ${clinicalFields} } }`;
