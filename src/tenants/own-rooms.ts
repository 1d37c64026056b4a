import { mkdir, realpath } from 'node:fs/promises';
import type { Settings } from '../config/index.js';
import type { Database } from '../persistence/open-database.js';
import { done, type Outcome, refused } from '../platform/problem.js';

/** Where a data folder truly lies; undefined where it is none, or cannot be made, which its use will say. */
const placeOf = async ({ dataDir }: Settings): Promise<string | undefined> =>
  (dataDir === ':memory:' ? undefined : mkdir(dataDir, { recursive: true, mode: 0o700 }).then(() => realpath(dataDir), () => undefined));

/** The cluster's own identifier (PostgreSQL, pg_control_system) and the number of the database in it; undefined for the embedded one, which lies in the data folder. */
async function identityOf({ dataSource, session }: Database): Promise<string | undefined> {
  if (session) return undefined;
  const [row] = await dataSource.query<{ identity: string }[]>(
    "SELECT system_identifier || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database()) AS identity FROM pg_control_system()",
  );
  return row?.identity;
}

/** Sees to it that no two tenants of this process are in one folder or one database, by whatever names they were given. */
export class OwnRooms {
  private readonly owners = new Map<string, string>();

  /** To be asked before anything in the folder is touched: two embedded databases in one ruin each other. */
  async claimFolder(tenant: string, settings: Settings): Promise<Outcome<null>> {
    return this.claim('data folder', tenant, await placeOf(settings));
  }

  async claimDatabase(tenant: string, database: Database): Promise<Outcome<null>> {
    return this.claim('database', tenant, await identityOf(database));
  }

  private claim(what: string, tenant: string, identity: string | undefined): Outcome<null> {
    if (identity === undefined) return done(null);
    const owner = this.owners.get(identity) ?? tenant;
    if (owner !== tenant) return refused('SETTINGS_INVALID', `The ${what} of tenant ${tenant} is that of tenant ${owner}, expected one of its own.`);
    this.owners.set(identity, tenant);
    return done(null);
  }
}
