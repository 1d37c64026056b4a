import { EventEmitter } from 'node:events';
import type { PGlite, Results } from '@electric-sql/pglite';

type Release = () => void;
type Rows = Record<string, unknown>;
/** As `pg` would have answered. */
export interface QueryAnswer { readonly rows: Rows[]; readonly rowCount: number; readonly command: string }
type Connected = (error: Error | undefined, client?: EmbeddedClient, release?: Release) => void;

function asAnswer(results: readonly Results<Rows>[], sql: string): QueryAnswer {
  const command = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? '';
  return { rows: results.flatMap((result) => result.rows), rowCount: results.at(-1)?.affectedRows ?? 0, command };
}

/** One borrowed use of the single session. */
class EmbeddedClient extends EventEmitter {
  hasFailed = false;

  constructor(private readonly database: PGlite) { super(); }

  async query(sql: string, parameters: readonly unknown[] = []): Promise<QueryAnswer> {
    try {
      if (parameters.length > 0) return asAnswer([await this.database.query<Rows>(sql, [...parameters])], sql);
      return asAnswer(await this.database.exec(sql), sql);
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
  }
}

/**
 * The embedded PostgreSQL and its one session.
 *
 * A transaction belongs to its session, and PGlite has only one: two callers at once would find themselves inside each
 * other's transaction, and a rollback of one would undo the other. Here a caller holds the session alone from borrowing
 * to release, as it would a connection of its own; the next one waits.
 */
export class EmbeddedSession {
  private turn: Promise<void> = Promise.resolve();
  private database: PGlite | undefined;

  constructor(private readonly open: () => Promise<PGlite>) {}

  async borrow(): Promise<{ readonly client: EmbeddedClient; readonly release: Release }> {
    const before = this.turn;
    let giveBack: Release = () => undefined;
    this.turn = new Promise((resolve) => { giveBack = resolve; });
    await before;
    try {
      const database = this.database ??= await this.open();
      const client = new EmbeddedClient(database);
      // A statement that failed inside BEGIN … COMMIT leaves the session in an aborted transaction; the next caller must not inherit it.
      const release = () => { if (client.hasFailed) void database.exec('ROLLBACK').then(giveBack, giveBack); else giveBack(); };
      return { client, release };
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** One statement, or several without parameters, in a turn of its own. */
  async query(sql: string, parameters?: readonly unknown[]): Promise<QueryAnswer> {
    const { client, release } = await this.borrow();
    try { return await client.query(sql, parameters); } finally { release(); }
  }

  async close(): Promise<void> {
    await this.turn;
    await this.database?.close();
    this.database = undefined;
  }

  /** The driver TypeORM asks for: its pool borrows from this session. */
  asDriver(): { readonly Pool: new () => EventEmitter } {
    const borrow = () => this.borrow();
    const close = () => this.close();
    return {
      Pool: class extends EventEmitter {
        connect(connected: Connected): void {
          borrow().then(({ client, release }) => { connected(undefined, client, release); }, (error: unknown) => { connected(error instanceof Error ? error : new Error(String(error))); });
        }

        end(ended: (error?: Error) => void): void { close().then(() => { ended(); }, ended); }
      },
    };
  }
}
