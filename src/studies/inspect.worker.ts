import type { Outcome } from '../platform/problem.js';
import { releaseMemory } from '../platform/release-memory.js';
import { inspectPath, type StudyReport } from '../volumes/read-report.js';

/** The thread's one duty: a folder to its report. It reads every pixel, which is no work for the event loop. */
export default async (folder: string): Promise<Outcome<StudyReport>> => {
  try {
    return await inspectPath(folder);
  } finally {
    releaseMemory();
  }
};
