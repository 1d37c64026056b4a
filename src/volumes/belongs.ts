import { done, refused, type Outcome } from '../platform/problem.js';
import type { SeriesReference } from './drawn-on.js';
import { text, type Header } from './header.js';
import type { LoadedVolume } from './types.js';

/** S1: masks are only ever carried over within one frame of reference; an absent UID cannot be compared and is said. */
function checkFrame(mask: string, image: string): Outcome<readonly string[]> {
  if (mask === '' || image === '') return done(['the frame of reference of image or mask is absent and was not compared']);
  return mask === image ? done([]) : refused('FRAME_OF_REFERENCE_MISMATCH', 'image and mask are in different frames of reference; a registration is needed between them');
}

const differ = (mask: string, image: string): boolean => mask !== '' && image !== '' && mask !== image;

/** P2: one patient; and for a Segmentation one study. A structure set is often stored in a study of the planning system's own, which is said. */
function checkIdentity(header: Header, { source }: LoadedVolume): Outcome<readonly string[]> {
  if (differ(text(header, 'x00100020'), source.patientId)) return refused('PATIENT_MISMATCH', 'image and mask carry different PatientIDs');
  if (!differ(text(header, 'x0020000d'), source.studyInstanceUid)) return done([]);
  return text(header, 'x00080060') === 'SEG' ? refused('STUDY_MISMATCH', 'image and Segmentation carry different StudyInstanceUIDs') : done(['the structure set is stored in another study than the image']);
}

/** What must hold before a voxel is set, in this order: frame of reference, patient, study. */
export function checkBelongs(header: Header, frameOfReferenceUid: string, image: LoadedVolume): Outcome<readonly string[]> {
  const frame = checkFrame(frameOfReferenceUid, image.source.frameOfReferenceUid);
  if (!frame.ok) return frame;
  const identity = checkIdentity(header, image);
  return identity.ok ? done([...frame.value, ...identity.value]) : identity;
}

/** The slice of each instance of a classic series; an enhanced instance holds many slices and says nothing here. */
export function slicesOf({ source, sliceOriginsMm }: LoadedVolume): ReadonlyMap<string, number> {
  if (source.instances.length !== sliceOriginsMm.length) return new Map();
  return new Map(source.instances.map(({ sopInstanceUid }, z) => [sopInstanceUid, z]));
}

/**
 * S10: the instances of the image's series that a Segmentation says it was drawn on must be there. One that names other
 * series only, such as a mask drawn on diffusion images for the ADC map made of them, is placed by position, and that is
 * said: its grid must fit to the voxel.
 */
export function checkSources(references: readonly SeriesReference[], { source }: LoadedVolume): Outcome<readonly string[]> {
  const own = references.filter(({ seriesInstanceUid }) => seriesInstanceUid === source.seriesInstanceUid);
  if (own.length === 0) return done(references.length > 0 ? ['the Segmentation refers to another series than the image; it was placed by position'] : []);
  const there = new Set([...source.instances.map(({ sopInstanceUid }) => sopInstanceUid), ...source.otherInstances ?? []]);
  const cited = own.flatMap(({ sopInstanceUids }) => sopInstanceUids);
  const missing = cited.filter((uid) => !there.has(uid)).length;
  return missing === 0 ? done([]) : refused('MASK_SOURCE_MISSING', `the Segmentation was drawn on ${cited.length} instances of the series, of which ${missing} are not here`);
}
