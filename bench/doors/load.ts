import autocannon from 'autocannon';

/** What a door did under load. */
export interface Load {
  /** Milliseconds of every answer. */
  readonly milliseconds: readonly number[];
  readonly perSecond: number;
}

/** Asks `amount` times at `clients` parallel clients; anything but 2xx fails. */
export async function load(url: string, { clients, amount }: { readonly clients: number; readonly amount: number }, next: () => autocannon.Request): Promise<Load> {
  const milliseconds: number[] = [];
  const began = performance.now();
  // autocannon says that it is done at its next full second.
  let ended = began;
  await new Promise<void>((resolve, failed) => {
    const run = autocannon({ url, connections: clients, amount, requests: [{ setupRequest: (request) => ({ ...request, ...next() }) }] }, (error: Error | null, result) => {
      if (error) failed(error);
      else if (result.non2xx > 0 || result.errors > 0) failed(new Error(`${result.non2xx} answers were not 2xx, ${result.errors} failed`));
      else resolve();
    });
    run.on('response', (_client, _status, _bytes, ms) => { milliseconds.push(ms); ended = performance.now(); });
  });
  return { milliseconds, perSecond: amount / ((ended - began) / 1000) };
}
