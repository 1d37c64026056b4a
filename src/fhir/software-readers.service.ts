import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { listModels, loadModel, shippedModels } from '../models/load-model.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { engine } from '../platform/project.js';
import type { Engine } from '../results/feature-set.js';
import { ResultsService } from '../results/results.service.js';
import type { Scorer } from '../scoring/score-inputs.js';
import { SCORER } from '../scoring/tokens.js';
import { cardIdOf, deviceIdOf, deviceIdOfEngine, engineDevice, modelDevice, versionIn } from './device.js';
import { modelCard } from './document-reference.js';
import type { AnyResource } from './bundle.js';
import type { Found, Held, Reader } from './reader.js';
import { type Search, valuesOf } from './search-query.js';
import { idsOf, isNamedBy, readToken } from './search-values.js';

const cardFile = 'card.md';

/** Each version once, by steps from one to the next in the index: there are few versions and many results. */
const storedModels = `WITH RECURSIVE step AS (
  (SELECT model_name AS name, model_version AS version FROM result ORDER BY model_name, model_version LIMIT 1) UNION ALL
  SELECT next.* FROM step CROSS JOIN LATERAL (SELECT model_name, model_version FROM result WHERE (model_name, model_version) > (step.name, step.version) ORDER BY model_name, model_version LIMIT 1) AS next)
  SELECT name, version FROM step`;
const storedEngines = `WITH RECURSIVE step AS (
  (SELECT content->'engine' AS engine FROM result ORDER BY content->'engine' LIMIT 1) UNION ALL
  SELECT next.engine FROM step CROSS JOIN LATERAL (SELECT content->'engine' AS engine FROM result WHERE content->'engine' > step.engine ORDER BY content->'engine' LIMIT 1) AS next)
  SELECT engine->>'name' AS name, engine->>'version' AS version FROM step`;

const nobodys = (resource: AnyResource): Held => ({ resource, patientId: null });

/** True where one of the resource's identifiers is what a token names. */
const isIdentified = (resource: AnyResource, values: readonly string[]): boolean => {
  const identifiers = Array.isArray(resource.identifier) ? resource.identifier as readonly { readonly system: string; readonly value: string }[] : [];
  return values.map(readToken).some((token) => identifiers.some((one) => isNamedBy(token, one)));
};

/** Reads what made the numbers: versions of models and of the software, and the cards of models. */
@Injectable()
export class SoftwareReaders {
  readonly readers: readonly Reader[] = [
    { type: 'Device', find: (search) => this.findDevices(search), load: (ids) => this.loadDevices(ids) },
    { type: 'DocumentReference', find: (search) => this.findCards(search), load: (ids) => this.loadCards(ids) },
  ];

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SCORER) private readonly scorer: Scorer,
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly results: ResultsService,
  ) {}

  private async findDevices(search: Search): Promise<Found> {
    const [models, engines] = await Promise.all([this.dataSource.query<Engine[]>(storedModels), this.dataSource.query<Engine[]>(storedEngines)]);
    const ids = [...new Set([...[this.scorer.model.identity, ...models].map(deviceIdOf), ...[engine, ...engines].map(deviceIdOfEngine)])].toSorted();
    return this.filtered(search, ids, (some) => this.loadDevices(some));
  }

  /** The model and software in use, and every version that a stored result names. */
  private async loadDevices(ids: readonly string[]): Promise<readonly Held[]> {
    const cards = new Set((await this.packages()).map(cardIdOf));
    const devices = await Promise.all(ids.map(async (id): Promise<readonly AnyResource[]> => {
      const { identity } = this.scorer.model;
      const asModel = (model: typeof identity) => [modelDevice(model, { hasCard: cards.has(cardIdOf(model)) })];
      if (id === deviceIdOf(identity)) return asModel(identity);
      if (id === deviceIdOfEngine(engine)) return [engineDevice(engine)];
      const version = versionIn(id);
      if (!version || version.kind === 'card') return [];
      const [earlier] = await this.results.byVersion({ ...version, kind: version.kind });
      if (!earlier) return [];
      return version.kind === 'model' ? asModel(earlier.content.model) : [engineDevice(earlier.content.engine)];
    }));
    return devices.flat().map(nobodys);
  }

  private async findCards(search: Search): Promise<Found> {
    const related = valuesOf(search, 'related');
    const of = related === undefined ? undefined : idsOf('Device', related);
    const models = (await this.packages()).filter((model) => of === undefined || of.includes(deviceIdOf(model)));
    return this.filtered(search, models.map(cardIdOf).toSorted(), (some) => this.loadCards(some));
  }

  private async loadCards(ids: readonly string[]): Promise<readonly Held[]> {
    const known = new Map((await this.packages()).map((model) => [cardIdOf(model), model]));
    const cards = await Promise.all(ids.map(async (id): Promise<readonly AnyResource[]> => {
      const model = known.get(id);
      const loaded = model && await loadModel(this.modelsDir, model.name, model.version);
      // A package whose files are not those of its manifest has no card either.
      if (!loaded?.ok || loaded.value.manifest.files[cardFile] === undefined) return [];
      return [modelCard(loaded.value.identity, await readFile(join(loaded.value.folder, cardFile), 'utf8'))];
    }));
    return cards.flat().map(nobodys);
  }

  private get modelsDir(): string { return this.settings.modelsDir ?? shippedModels; }

  private packages(): ReturnType<typeof listModels> { return listModels(this.modelsDir); }

  private async filtered(search: Search, ids: readonly string[], load: (ids: readonly string[]) => Promise<readonly Held[]>): Promise<Found> {
    const [asked, numbers] = [valuesOf(search, '_id'), valuesOf(search, 'identifier')];
    const held = await load(ids.filter((id) => asked === undefined || asked.includes(id)));
    return { kind: 'all', places: held.filter(({ resource }) => numbers === undefined || isIdentified(resource, numbers)).map(({ resource }) => ({ id: resource.id, at: 0 })) };
  }
}
