import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { DataSource } from 'typeorm';
import { First1764000000000 } from '../../migrations/1764000000000-first.js';
import { PatientMerges1764100000000 } from '../../migrations/1764100000000-patient-merges.js';
import { FhirSearches1764200000000 } from '../../migrations/1764200000000-fhir-searches.js';
import { Cards1764300000000 } from '../../migrations/1764300000000-cards.js';
import { Exchange1764400000000 } from '../../migrations/1764400000000-exchange.js';
import { StudyArrival1764500000000 } from '../../migrations/1764500000000-study-arrival.js';
import { FeatureSetHeads1764450000000 } from '../../migrations/1764450000000-feature-set-heads.js';
import { ClinicalEntries1764700000000 } from '../../migrations/1764700000000-clinical-entries.js';
import { CoveringIndexes1764800000000 } from '../../migrations/1764800000000-covering-indexes.js';
import type { Settings } from '../config/index.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { lockDataDir } from './data-dir-lock.js';
import { EmbeddedSession } from './embedded-session.js';
import { entities } from './entities.js';

const shared = { type: 'postgres' as const, entities, migrations: [First1764000000000, PatientMerges1764100000000, FhirSearches1764200000000, Cards1764300000000, Exchange1764400000000, FeatureSetHeads1764450000000, StudyArrival1764500000000, ClinicalEntries1764700000000, CoveringIndexes1764800000000], synchronize: false, migrationsTransactionMode: 'each' as const };

/** The database of one process, and how to leave it. */
export interface Database {
  readonly dataSource: DataSource;
  /** Set when the database is the embedded one. */
  readonly session: EmbeddedSession | undefined;
  readonly close: () => Promise<void>;
}

function embeddedSession(dataDir: string): EmbeddedSession {
  return new EmbeddedSession(() => PGlite.create({ dataDir: dataDir === ':memory:' ? 'memory://' : join(dataDir, 'database') }));
}

/**
 * Opens PostgreSQL when an address is set, else the embedded one under the data folder (`:memory:` keeps nothing).
 * The same entities and migrations serve both.
 */
export async function openDatabase(settings: Pick<Settings, 'dataDir' | 'databaseUrl'>): Promise<Outcome<Database>> {
  const session = settings.databaseUrl ? undefined : embeddedSession(settings.dataDir);
  const lock = session && settings.dataDir !== ':memory:' ? lockDataDir(settings.dataDir) : done(() => undefined);
  if (!lock.ok) return lock;
  const dataSource = new DataSource(session
    ? { ...shared, driver: session.asDriver() }
    : { ...shared, url: settings.databaseUrl ?? '', poolSize: 20, connectTimeoutMS: 5000, applicationName: 'sarcolens' });
  try {
    await dataSource.initialize();
  } catch (error) {
    lock.value();
    const where = settings.databaseUrl ? `at ${new URL(settings.databaseUrl).host}` : `in ${settings.dataDir}`;
    const reason = error instanceof AggregateError ? String(error.errors[0]) : String(error);
    return refused('DATABASE_UNAVAILABLE', `The database ${where} could not be opened (${reason.split('\n')[0] ?? ''}); expected a PostgreSQL 15 or newer that accepts connections.`);
  }
  return done({ dataSource, session, close: async () => { await dataSource.destroy(); lock.value(); } });
}
