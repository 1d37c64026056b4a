import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { done, type Outcome, refused } from '../platform/problem.js';
import { boundaryOf, splitMultipart } from './multipart.js';
import { type FetchedInstance, NotStored, startWriting, store } from './store-part.js';

/** Bytes that a study may still bring; series that are fetched at one time share it. */
export interface ByteBudget {
  left: number;
}

/** More came than is allowed. */
class TooLarge extends Error {}

/** Where the parts of an answer go, and how much there may be; `limitBytes` is that of the whole study. */
export interface Reception {
  readonly folder: string;
  readonly budget: ByteBudget;
  readonly limitBytes: number;
}

/** Writes each part of an answer of WADO-RS into a file of its own, as it comes. Throws where the folder cannot be written. */
export async function receiveSeries(answer: IncomingMessage, { folder, budget, limitBytes }: Reception): Promise<Outcome<readonly FetchedInstance[]>> {
  const type = answer.headers['content-type'] ?? 'no content type';
  const boundary = boundaryOf(type);
  if (!boundary) {
    answer.destroy();
    return refused('PACS_REFUSED', `The PACS answered a WADO-RS request with ${type}; expected multipart/related.`);
  }
  const instances: FetchedInstance[] = [];
  const writing = startWriting();
  let taken = 0;
  const count = (bytes: number): void => {
    taken += bytes;
    budget.left -= bytes;
    if (budget.left < 0) throw new TooLarge();
  };
  try {
    const events = splitMultipart(answer, boundary);
    for await (const event of events) {
      if (event.kind === 'part') instances.push(await store(events, join(folder, `${instances.length}.dcm`), { writing, count }));
    }
    await writing.end();
  } catch (error) {
    answer.destroy();
    budget.left += taken;
    // Nothing writes into the folder any more, and the next attempt may begin.
    await writing.end().catch(() => undefined);
    if (error instanceof NotStored) throw error;
    if (error instanceof TooLarge) return refused('STUDY_TOO_LARGE', `The study is larger than ${limitBytes} bytes; the limit is in the settings under pacs.studyLimitBytes.`);
    return refused('PACS_INCOMPLETE', `The PACS broke off after ${instances.length} instances (${reasonOf(error)}).`);
  }
  return done(instances);
}

const textAt = (value: unknown, key: string): string => {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof text === 'string' ? text : '';
};

/** What went wrong with a connection: its code, such as ECONNREFUSED, as addresses are not for every reader; else a few words. */
export const reasonOf = (error: unknown): string => {
  const cause: unknown = (typeof error === 'object' && error !== null ? Reflect.get(error, 'cause') : undefined) ?? error;
  return textAt(cause, 'code') || textAt(cause, 'message') || textAt(cause, 'name') || String(cause);
};
