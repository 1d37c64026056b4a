import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { projectRoot } from '../../src/platform/project.js';
import { requirementOf } from '../../src/security/doors.js';
import { type Installation, install, routesOf } from '../support/installation.js';
import { openApi, openApiText } from '../support/openapi/document.js';
import { operations } from '../support/openapi/operations.js';

let site: Installation;
beforeAll(async () => { site = await install(); });
afterAll(() => site.remove());

test('docs/openapi.json is what the doors are; `npm run openapi` writes it', async () => {
  expect(await readFile(join(projectRoot, 'docs/openapi.json'), 'utf8')).toBe(openApiText());
});

test('it is valid OpenAPI 3.1', async () => {
  expect(await new Validator().validate(openApi())).toMatchObject({ valid: true });
});

test('it has every route that can be called, but for pages, and no other', () => {
  const patterns = (path: string): RegExp => new RegExp(`^${path.replaceAll(/[$.]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+')}/?$`);
  const routes = routesOf(site.app).map((route) => route.split(' ') as [string, string]).filter(([method, path]) => !['HEAD', 'OPTIONS'].includes(method) && !path.includes('*') && !['/', '/index.html'].includes(path))
    .filter(([method, path]) => requirementOf(method, path.replaceAll(/:\w+/g, '1')) !== undefined);
  const said = operations.map(({ method, path }) => [method.toUpperCase(), path] as const);
  const isThere = ([method, path]: readonly [string, string]) => routes.some(([other, route]) => other === method && patterns(route).test(path));
  expect(said.filter((one) => !isThere(one))).toEqual([]);
  expect(routes.filter(([method, route]) => !said.some(([other, path]) => other === method && patterns(route).test(path)))).toEqual([]);
});
