import { gql } from 'urql';

/** Beside the page, wherever that lies: below a tenant's address as well. */
export const graphqlAddress = 'graphql';

/** How a value stands against an earlier one. */
export interface Change {
  readonly absolute: number;
  readonly percent: number | null;
}

export interface CoursePoint {
  readonly acquiredAt: string;
  readonly featureSetId: string;
  readonly value: number;
  readonly unit: string;
  readonly sinceBaseline: Change | null;
  readonly sinceNadir: Change | null;
}

export interface ResultPoint {
  readonly id: string;
  readonly acquiredAt: string;
  readonly kind: string;
  readonly probability: number | null;
  readonly interval: { readonly lower: number; readonly upper: number; readonly level: number } | null;
  readonly abstention: { readonly code: string; readonly text: string } | null;
  readonly model: { readonly name: string; readonly version: string; readonly status: string };
}

export interface Lesion {
  readonly key: string;
  readonly label: string;
  readonly volume: readonly CoursePoint[];
  readonly suvMax: readonly CoursePoint[];
  readonly timePoints: readonly { readonly acquiredAt: string; readonly studyInstanceUid: string; readonly results: readonly ResultPoint[] }[];
}

export interface Order {
  readonly id: string;
  readonly placer: string;
  readonly status: string;
  readonly analysis: { readonly state: string; readonly problemText: string | null } | null;
}

export interface Patient {
  readonly id: string;
  readonly subject: string;
  readonly lesions: readonly Lesion[];
  readonly orders: readonly Order[];
}

export interface Site {
  readonly demonstration: boolean;
  readonly engine: string;
  readonly outcome: string;
  readonly limits: readonly string[];
  readonly candidates: readonly { readonly name: string; readonly auc: number; readonly aucLower: number; readonly aucUpper: number; readonly brier: number }[];
  readonly model: { readonly name: string; readonly version: string; readonly status: string };
}

export type ListedPatient = Pick<Patient, 'id' | 'subject' | 'orders'>;

/** Patients of one page of the list, as the two queries below ask for them. */
export const patientsAtOnce = 100;

export const overviewQuery = gql<{ readonly site: Site; readonly patients: readonly ListedPatient[] }>`
  query Overview {
    site { demonstration engine outcome limits model { name version status } candidates { name auc aucLower aucUpper brier } }
    patients(first: 100) { id subject orders { id placer status analysis { state problemText } } }
  }`;

export const patientsQuery = gql<{ readonly patients: readonly ListedPatient[] }, { readonly after: string }>`
  query Patients($after: ID!) { patients(first: 100, after: $after) { id subject orders { id placer status analysis { state problemText } } } }`;

/** What a page may ask that an EHR opened for one patient, beside the patient. */
export const siteQuery = gql<{ readonly site: Pick<Site, 'engine' | 'outcome' | 'model' | 'candidates'> }>`
  query Site { site { engine outcome model { name version status } candidates { name auc aucLower aucUpper brier } } }`;

export const patientQuery = gql<{ readonly patient: Patient | null }, { readonly id: string }>`
  query Patient($id: ID!) {
    patient(id: $id) {
      id subject
      orders { id placer status analysis { state problemText } }
      lesions {
        key label
        volume: course(tag: "morph_volume", modality: "PT") { ...point }
        suvMax: course(tag: "stat_max", modality: "PT") { ...point }
        timePoints { acquiredAt studyInstanceUid results { id acquiredAt kind probability interval { lower upper level } abstention { code text } model { name version status } } }
      }
    }
  }
  fragment point on CoursePoint { acquiredAt featureSetId value unit sinceBaseline { absolute percent } sinceNadir { absolute percent } }`;

/** What a card was about: its link names the card and no patient. */
export const cardQuery = gql<{ readonly card: { readonly patientId: string } | null }, { readonly uuid: string }>`
  query Card($uuid: ID!) { card(uuid: $uuid) { patientId } }`;

export interface Provenance {
  readonly id: string;
  readonly acquiredAt: string;
  readonly createdAt: string;
  readonly kind: string;
  readonly probability: number | null;
  readonly interval: ResultPoint['interval'];
  readonly abstention: ResultPoint['abstention'];
  readonly model: { readonly name: string; readonly version: string; readonly status: string; readonly onnxSha256: string };
  readonly engine: string;
  readonly withdrawn: boolean;
  readonly contentHash: string;
  readonly inputs: readonly { readonly name: string; readonly value: number; readonly unit: string; readonly contribution: number | null; readonly source: string }[];
  readonly resources: readonly { readonly reference: string; readonly versionId: string | null }[];
  readonly warnings: readonly string[];
  readonly featureSets: readonly {
    readonly id: string; readonly modality: string; readonly seriesInstanceUid: string; readonly seriesDescription: string; readonly instances: number;
    readonly instancesSha256: string; readonly maskModality: string; readonly maskSopInstanceUid: string; readonly roi: string; readonly voxels: number; readonly settingsHash: string;
  }[];
}

export const provenanceQuery = gql<{ readonly result: Provenance | null }, { readonly id: string }>`
  query Provenance($id: ID!) {
    result(id: $id) {
      id acquiredAt createdAt kind probability interval { lower upper level } abstention { code text } model { name version status onnxSha256 } engine withdrawn contentHash
      inputs { name value unit contribution source } resources { reference versionId } warnings
      featureSets { id modality seriesInstanceUid seriesDescription instances instancesSha256 maskModality maskSopInstanceUid roi voxels settingsHash }
    }
  }`;
