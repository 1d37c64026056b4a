import { releaseMemory } from '../platform/release-memory.js';
import { type ExtractionSettings, measurePerturbed, type Perturbation, type PerturbedValues, randomFrom, type Subject } from '../radiomics/index.js';

/** What a thread is handed; the voxels lie in shared memory. */
export interface PerturbTask {
  readonly subject: Subject;
  readonly perturbation: Perturbation;
  readonly settings: ExtractionSettings;
  /** Seed, case and number of the perturbation: what its random numbers come from, whichever thread draws them. */
  readonly words: readonly number[];
}

/** The thread's one duty: one perturbation of one case, measured. */
export default ({ subject, perturbation, settings, words }: PerturbTask): PerturbedValues => {
  try {
    return measurePerturbed(subject, perturbation, { settings, random: randomFrom(words) });
  } finally {
    releaseMemory();
  }
};
