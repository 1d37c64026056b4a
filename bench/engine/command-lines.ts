import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../src/platform/project.js';
import type { Bins, Case } from './cases.js';
import { settingsOf } from './workloads.js';

const cli = [process.execPath, join(projectRoot, 'bin/sarcolens.mjs')];
/** What the commands read and write. */
const folder = join(projectRoot, 'bench/out');

async function writeSettings(bins: Bins): Promise<string> {
  await mkdir(folder, { recursive: true });
  const config = join(folder, `${bins.join('-')}.json`);
  await writeFile(config, JSON.stringify(settingsOf('features', bins)[0]));
  return config;
}

/** `sarcolens extract` of one case. */
export async function extractCommand({ image, mask, bins }: Case): Promise<readonly string[]> {
  return [...cli, 'extract', '--image', image, '--mask', mask, '--config', await writeSettings(bins), '--out', join(folder, 'features.json')];
}

/** `sarcolens batch` of cases with the same settings. */
export async function batchCommand(cases: readonly Case[], workers: number): Promise<readonly string[]> {
  const [config, manifest, out] = [await writeSettings(cases[0].bins), join(folder, 'cases.csv'), join(folder, `features-${workers}.jsonl`)];
  await writeFile(manifest, ['id,image,mask', ...cases.map(({ name, image, mask }) => [name, image, mask].join(','))].join('\n'));
  await rm(out, { force: true });
  return [...cli, 'batch', '--manifest', manifest, '--config', config, '--out', out, '--workers', `${workers}`];
}
