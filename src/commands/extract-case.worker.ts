import type { Outcome } from '../platform/problem.js';
import { refused } from '../platform/problem.js';
import { releaseMemory } from '../platform/release-memory.js';
import type { ExtractionSettings } from '../radiomics/index.js';
import type { ExtractionAnswer } from './extract-answer.js';
import { type CasePaths, extractCase } from './extract-case.js';
import { messageOf } from './fail.js';

/** What a thread is handed. */
export interface CaseTask {
  readonly paths: CasePaths;
  readonly settings: ExtractionSettings;
}

/** The thread's one duty: a case from its files to its answer. Whatever goes wrong is the case's own fault and not the batch's end. */
export default async ({ paths, settings }: CaseTask): Promise<Outcome<ExtractionAnswer>> => {
  try {
    return await extractCase(paths, settings);
  } catch (error) {
    return refused('ANALYSIS_FAILED', `The case could not be measured: ${messageOf(error)}.`);
  } finally {
    releaseMemory();
  }
};
