import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { projectRoot } from '../../src/platform/project.js';
import { type Installation, install } from '../support/installation.js';

const committed = join(projectRoot, 'schema.graphql');
const refresh = 'UPDATE_SCHEMA=1 npm run jest -- test/integration/schema.test.ts';

let site: Installation;
beforeAll(async () => { site = await install(); });
afterAll(() => site.remove());

test('schema.graphql is the schema that is served', async () => {
  const served = `# Made from the resolvers in src/graphql by \`${refresh}\`.\n\n${printSchema(lexicographicSortSchema(site.app.get(GraphQLSchemaHost).schema))}\n`;
  if (process.env.UPDATE_SCHEMA === '1') await writeFile(committed, served);
  const written = await readFile(committed, 'utf8').catch(() => '');
  if (written !== served) throw new Error(`schema.graphql is not what is served; look at the difference after \`${refresh}\` and commit it`);
});
