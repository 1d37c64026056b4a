import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/platform/project.js';

/** Python of an environment that a peers.sh makes. */
export const pythonIn = (environment: string): string => join(projectRoot, 'bench/.env', environment, 'bin/python');

/** Whether an environment could be made. */
export const hasEnvironment = (environment: string): boolean => existsSync(pythonIn(environment));
