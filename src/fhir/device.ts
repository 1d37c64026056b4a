import type { Engine } from '../results/feature-set.js';
import type { ModelIdentity } from '../results/result.js';
import type { AnyResource } from './bundle.js';
import { systems } from './systems.js';

type Version = Pick<ModelIdentity, 'name' | 'version'>;

/** Id of the Device that stands for a model version. */
export const deviceIdOf = ({ name, version }: Version): string => `model-${name}-${version}`;

/** Id of the Device that stands for a version of this software. */
export const deviceIdOfEngine = ({ name, version }: Engine): string => `engine-${name}-${version}`;

/** Id of the DocumentReference that holds a model version's card. */
export const cardIdOf = ({ name, version }: Version): string => `card-${name}-${version}`;

/** The version that an id names; undefined where it names none. */
export function versionIn(id: string): { readonly kind: 'model' | 'engine' | 'card'; readonly name: string; readonly version: string } | undefined {
  const [, kind, name, version] = /^(model|engine|card)-(.+)-(\d+\.\d+\.\d+)$/.exec(id) ?? [];
  return name === undefined || version === undefined ? undefined : { kind: kind === 'model' || kind === 'card' ? kind : 'engine', name, version };
}

/** What a number of a Device or of a card is: the name and version, or the hash of the graph. */
export const versionNumber = ({ name, version }: Version): string => `${name}|${version}`;

/** A model version as R4 Device; never changed, for another version is another Device. */
export const modelDevice = (model: ModelIdentity, { hasCard = false }: { readonly hasCard?: boolean } = {}): AnyResource => ({
  resourceType: 'Device',
  id: deviceIdOf(model),
  meta: { versionId: '1' },
  ...(hasCard ? { extension: [{ url: systems.modelCard, valueReference: { reference: `DocumentReference/${cardIdOf(model)}` } }] } : {}),
  identifier: [{ system: systems.model, value: versionNumber(model) }, { system: systems.sha256, value: model.onnxSha256 }],
  status: 'active',
  deviceName: [{ name: model.title, type: 'model-name' }],
  modelNumber: model.name,
  type: { coding: [{ system: systems.aiDeviceType, code: 'Artificial-Intelligence' }], text: 'Artificial intelligence' },
  version: [{ type: { text: 'model version' }, value: model.version }, { type: { text: 'SHA-256 of model.onnx' }, value: model.onnxSha256 }, { type: { text: 'SHA-256 of manifest.json' }, value: model.manifestSha256 }],
  note: [{ text: `${model.status}.` }],
});

/** A version of this software as R4 Device. */
export const engineDevice = (engine: Engine): AnyResource => ({
  resourceType: 'Device',
  id: deviceIdOfEngine(engine),
  meta: { versionId: '1' },
  identifier: [{ system: systems.engine, value: versionNumber(engine) }],
  status: 'active',
  deviceName: [{ name: engine.name, type: 'manufacturer-name' }],
  type: { text: 'Radiomics software' },
  version: [{ type: { text: 'software version' }, value: engine.version }],
});
