/** Where an analysis stands. The first three go on; the last three are ends. */
export const analysisStates = ['queued', 'waiting-for-study', 'running', 'done', 'failed', 'cancelled'] as const;

export type AnalysisState = (typeof analysisStates)[number];

/** True while the analysis will still be worked on. */
export const isOpen = (state: AnalysisState): boolean => state === 'queued' || state === 'waiting-for-study' || state === 'running';
