import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Id of the request that is being answered; undefined in work that belongs to none. */
export const currentRequestId = (): string | undefined => current.getStore();

/** The same for a log line or an event of the audit. */
export const requestDetail = (id = currentRequestId()): Readonly<Record<string, string>> => (id === undefined ? {} : { requestId: id });

/** Runs a part of answering a request. */
export const withinRequest = <T>(id: string, run: () => T): T => current.run(id, run);

/** Runs what is done for several requests at once, and for none of them. */
export const outsideRequests = <T>(run: () => T): T => current.exit(run);
