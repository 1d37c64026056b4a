/** The radiomics engine: pure, for Node and browsers. */
export type { Grid, Mask, Volume } from './volume.js';
