import { extractFeatures, perturb, randomFrom, responseMap } from 'sarcolens/radiomics';
import { runCases, runFunctions } from './cases.js';

/** What the test calls inside the browser; JSON keeps every bit of a finite number. */
export const runInPage = (): string => JSON.stringify([...runCases({ extractFeatures, perturb, randomFrom, responseMap }), ...runFunctions()]);
