import type { Engine } from '../results/feature-set.js';
import type { ModelIdentity } from '../results/result.js';
import type { Resource } from './bundle.js';
import { systems } from './systems.js';

/** Id of the Device that stands for a model version. */
export const deviceIdOf = ({ name, version }: Pick<ModelIdentity, 'name' | 'version'>): string => `model-${name}-${version}`;

/** Id of the Device that stands for a version of this software. */
export const deviceIdOfEngine = ({ name, version }: Engine): string => `engine-${name}-${version}`;

/** The version that a Device's id names; undefined where it names none. */
export function versionIn(id: string): { readonly kind: 'model' | 'engine'; readonly name: string; readonly version: string } | undefined {
  const parts = /^(model|engine)-(.+)-(\d+\.\d+\.\d+)$/.exec(id);
  return parts ? { kind: parts[1] === 'model' ? 'model' : 'engine', name: parts[2] ?? '', version: parts[3] ?? '' } : undefined;
}

/** A model version as R4 Device. */
export const modelDevice = (model: ModelIdentity): Resource & Record<string, unknown> => ({
  resourceType: 'Device',
  id: deviceIdOf(model),
  identifier: [{ system: systems.model, value: `${model.name}|${model.version}` }, { system: systems.sha256, value: model.onnxSha256 }],
  status: 'active',
  deviceName: [{ name: model.title, type: 'model-name' }],
  version: [{ type: { text: 'model version' }, value: model.version }, { type: { text: 'SHA-256 of model.onnx' }, value: model.onnxSha256 }],
  note: [{ text: `${model.status}.` }],
});

/** A version of this software as R4 Device. */
export const engineDevice = (engine: Engine): Resource & Record<string, unknown> => ({
  resourceType: 'Device',
  id: deviceIdOfEngine(engine),
  status: 'active',
  deviceName: [{ name: engine.name, type: 'manufacturer-name' }],
  version: [{ type: { text: 'software version' }, value: engine.version }],
});
