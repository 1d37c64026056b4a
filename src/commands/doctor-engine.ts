import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createMeasurePool, measureByFamily } from '../analysis/measure.js';
import { engine, projectRoot } from '../platform/project.js';
import { extractFeatures, type Extraction } from '../radiomics/index.js';
import { agrees, phantom, phantomReferences, phantomSettings } from './doctor-phantom.js';

/** What one check of `doctor` found. */
export interface Finding {
  readonly verdict: 'ok' | 'bad';
  readonly text: string;
}

/** One check; what it throws is a finding too. */
export interface Check {
  readonly of: string;
  readonly find: () => Promise<Finding> | Finding;
}

export const ok = (text: string): Finding => ({ verdict: 'ok', text });
export const bad = (text: string): Finding => ({ verdict: 'bad', text });

/** Whether a Node version is at least the one that `engines` of package.json names, as `>=24.11`. */
export function judgeNode(version: string, needed: string): Finding {
  const parts = (text: string): readonly number[] => (/(\d+)(?:\.(\d+))?/.exec(text) ?? []).slice(1).map((part) => Number(part ?? 0));
  const [[major, minor], [leastMajor, leastMinor]] = [parts(version), parts(needed)];
  const fits = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return fits ? ok(`Node ${version} (${needed} is needed)`) : bad(`Node ${version} is running, ${needed} was expected`);
}

const findNode = (): Finding => {
  const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')));
  return judgeNode(process.versions.node, engines.node);
};

const shownAtMost = 20;

function listed(lines: readonly string[]): string {
  const more = lines.length - shownAtMost;
  return [...lines.slice(0, shownAtMost), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** Compares what was measured of the phantom with the values that IBSI standardised; names those outside their tolerance. */
export function judgePhantom(values: ReadonlyMap<string, number>): Finding {
  const outside = phantomReferences.filter((one) => !agrees(values.get(one.tag) ?? Number.NaN, one))
    .map(({ tag, expected, tolerance }) => `${tag} is ${values.get(tag) ?? 'absent'}, ${expected} ± ${tolerance} was expected`);
  const total = phantomReferences.length;
  return outside.length === 0
    ? ok(`IBSI digital phantom: ${total} of ${total} values within tolerance (${engine.name} ${engine.version})`)
    : bad(`IBSI digital phantom: ${total - outside.length} of ${total} values within tolerance; ${listed(outside)}`);
}

/** The values of an extraction by tag. */
export const valuesByTag = (result: Extraction): ReadonlyMap<string, number> =>
  new Map(result.kind === 'measured' ? result.features.map(({ tag, value }) => [tag, value] as const) : []);

const measureHere = (): ReadonlyMap<string, number> => valuesByTag(extractFeatures(phantom.volume, phantom.mask, phantomSettings));

/** Tags whose values are not the same bits on both sides. */
export const differing = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): readonly string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((tag) => !Object.is(one.get(tag), other.get(tag)));

async function findThreads(): Promise<Finding> {
  const pool = createMeasurePool(2);
  try {
    const onTwo = valuesByTag(await measureByFamily(pool, phantom.volume, phantom.mask, phantomSettings));
    const others = differing(measureHere(), onTwo);
    return others.length === 0 ? ok(`the same bits on 1 thread and on 2 (${onTwo.size} values)`) : bad(`other bits on 2 threads than on 1: ${listed(others)}`);
  } finally {
    await pool.close();
  }
}

async function findOnnx(): Promise<Finding> {
  const { env } = await import('onnxruntime-node');
  return ok(`the ONNX runtime loads (${env.versions.common})`);
}

/** What does not depend on settings: Node, the engine, its threads, the ONNX runtime. */
export const engineChecks: readonly Check[] = [
  { of: 'Node', find: findNode },
  { of: 'IBSI digital phantom', find: () => judgePhantom(measureHere()) },
  { of: 'threads', find: findThreads },
  { of: 'the ONNX runtime', find: findOnnx },
];
