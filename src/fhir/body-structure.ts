import type { AnyResource } from './bundle.js';
import { metaOf } from './labels.js';
import { systems } from './systems.js';

/** A lesion over all its time points. */
export interface Lesion {
  /** That of its first feature set, which is never removed. */
  readonly id: string;
  readonly patientId: string;
  /** Names it was drawn under. */
  readonly labels: readonly string[];
  /** DICOM Tracking UIDs it is followed by. */
  readonly trackingUids: readonly string[];
  readonly firstMeasuredAt: Date;
}

const tracking = (code: string, display: string) => ({ coding: [{ system: systems.dicom, code, display }] });

/** Identifiers of a lesion: what structured reports and Segmentations call it. */
export const trackingIdentifiers = ({ labels, trackingUids }: Pick<Lesion, 'labels' | 'trackingUids'>) => [
  ...labels.map((value) => ({ type: tracking('112039', 'Tracking Identifier'), value })),
  ...trackingUids.map((uid) => ({ type: tracking('112040', 'Tracking Unique Identifier'), system: systems.dicomUid, value: `urn:oid:${uid}` })),
];

/** A lesion as R4 BodyStructure. Where it lies and what it is are a clinician's words and stand elsewhere. */
export const bodyStructure = (lesion: Lesion): AnyResource => ({
  resourceType: 'BodyStructure',
  id: lesion.id,
  meta: metaOf(lesion.firstMeasuredAt),
  identifier: trackingIdentifiers(lesion),
  active: true,
  description: `Lesion drawn as ${lesion.labels.join(', ')}`,
  patient: { reference: `Patient/${lesion.patientId}` },
});
