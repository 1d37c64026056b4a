import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import type { Settings } from './config/index.js';
import { SETTINGS } from './config/tokens.js';
import { loadModel, shippedModels } from './models/load-model.js';
import { type Database, openDatabase } from './persistence/open-database.js';
import { DATA_SOURCE, DATABASE } from './persistence/tokens.js';
import { createLogger, type Logger } from './platform/logger.js';
import { done, type Outcome, refused } from './platform/problem.js';
import { LOGGER } from './platform/tokens.js';
import { prepareScorer, type Scorer } from './scoring/score-inputs.js';
import { SCORER } from './scoring/tokens.js';

/** What stands before any part of the service is built: settings that hold, a database that answers, a model that is whole. */
export interface Foundation {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly database: Database;
  readonly scorer: Scorer;
}

/** The newest schema, or a sentence about how to get there. The embedded database brings itself up to date. */
async function checkSchema({ dataSource, session }: Database): Promise<Outcome<null>> {
  if (session) { await dataSource.runMigrations(); return done(null); }
  const isBehind = await dataSource.showMigrations();
  return isBehind ? refused('DATABASE_UNAVAILABLE', 'The database does not have the newest schema; run `sarcolens migrate` first.') : done(null);
}

/** Checks everything the service stands on, the model's checksums included, and refuses at the first thing that does not hold. */
export async function layFoundation(settings: Settings, logger: Logger = createLogger(settings.logLevel)): Promise<Outcome<Foundation>> {
  const model = await loadModel(settings.modelsDir ?? shippedModels, settings.model.name, settings.model.version);
  if (!model.ok) return model;
  const scorer = await prepareScorer(model.value);
  const database = await openDatabase(settings);
  if (!database.ok) return database;
  const schema = await checkSchema(database.value);
  if (!schema.ok) { await database.value.close(); return schema; }
  return done({ settings, logger, database: database.value, scorer });
}

/** Hands the foundation to every module. */
@Global()
@Module({})
export class FoundationModule {
  static of({ settings, logger, database, scorer }: Foundation): DynamicModule {
    const providers: Provider[] = [
      { provide: SETTINGS, useValue: settings }, { provide: LOGGER, useValue: logger }, { provide: SCORER, useValue: scorer },
      { provide: DATABASE, useValue: database }, { provide: DATA_SOURCE, useValue: database.dataSource },
    ];
    return { module: FoundationModule, providers, exports: providers };
  }
}
