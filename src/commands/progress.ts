import { Presets, SingleBar } from 'cli-progress';

/** A progress bar on a terminal; silent elsewhere. `report` takes the share that is done, from 0 to 1. */
export function progressBar(what: string): { readonly report: (share: number) => void; readonly stop: () => void } {
  if (!process.stderr.isTTY) return { report: () => undefined, stop: () => undefined };
  const bar = new SingleBar({ format: `${what} [{bar}] {percentage} %`, stream: process.stderr, clearOnComplete: true }, Presets.shades_classic);
  bar.start(1000, 0);
  return { report: (share) => { bar.update(Math.round(1000 * share)); }, stop: () => { bar.stop(); } };
}
