import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../../src/platform/project.js';
import { openApiText } from './document.js';

// npm run openapi: writes docs/openapi.json.
await writeFile(join(projectRoot, 'docs/openapi.json'), openApiText());
