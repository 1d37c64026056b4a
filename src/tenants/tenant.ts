import type { Logger } from '../platform/logger.js';
import { inASentence, type Outcome } from '../platform/problem.js';

/** Something that runs until it is closed. */
export interface Closable {
  readonly close: () => Promise<void>;
}

/** What it takes to begin; what is thrown is a problem without a code. */
export type Begin<S extends Closable> = () => Promise<Outcome<S>>;

/** Between two tries to start. */
const pauseMs = 10_000;

/**
 * One tenant of this process and what runs for it. What keeps it from starting, such as a database that does not answer,
 * is nobody else's matter: it is logged and tried again, while the others serve.
 */
export class Tenant<S extends Closable> {
  private service: S | undefined;
  private attempt: Promise<string | undefined> | undefined;
  private again: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly begin: Begin<S>, private readonly logger: Logger, private readonly retryMs: number = pauseMs) {}

  /** What runs; undefined until it has started. */
  get running(): S | undefined { return this.service; }

  /** Tries to start, and again and again until it has; gives what stood in the way of the first try. */
  start(): Promise<string | undefined> {
    this.attempt = this.tryOnce();
    return this.attempt;
  }

  private async tryOnce(): Promise<string | undefined> {
    const reason = await this.begin().then(
      (begun) => { if (begun.ok) { this.service = begun.value; return undefined; } return `${begun.problem.code}: ${inASentence(begun.problem).text}`; },
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (reason !== undefined && !this.isClosed) {
      this.logger.error({ reason }, 'the tenant could not be started; it is tried again');
      this.again = setTimeout(() => { void this.start(); }, this.retryMs);
    }
    return reason;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.again);
    await this.attempt;
    await this.service?.close();
    this.service = undefined;
  }
}
