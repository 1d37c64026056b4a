import { join, resolve } from 'node:path';
import { projectRoot } from '../platform/project.js';

/** Where the public cohort lies that the shipped model is trained on; it is no part of the project. */
export const cohortFolder = (): string => join(process.env.SARCOLENS_REFERENCE ?? resolve(projectRoot, '../shared'), 'data', 'sts51');
