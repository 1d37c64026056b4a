import { sha256Hex } from '../platform/canonical-json.js';
import type { ModelIdentity } from '../results/result.js';
import { attachmentOf } from './attachment.js';
import type { AnyResource } from './bundle.js';
import { cardIdOf, deviceIdOf, versionNumber } from './device.js';
import { systems } from './systems.js';

/** The model card of a package as R4 DocumentReference (HL7 AI transparency, AI Model-Card). */
export const modelCard = (model: ModelIdentity, markdown: string): AnyResource => ({
  resourceType: 'DocumentReference',
  id: cardIdOf(model),
  meta: { versionId: '1' },
  identifier: [{ system: systems.card, value: versionNumber(model) }, { system: systems.sha256, value: sha256Hex(markdown) }],
  status: 'current',
  docStatus: 'final',
  type: { coding: [{ system: systems.aiInputs, code: 'AIModelCard', display: 'AI Model-Card' }] },
  category: [{ coding: [{ system: systems.aiInputs, code: 'AIModelCardMarkdownFormat', display: 'Markdown Format' }] }],
  description: `${model.title}, ${model.version}: ${model.status}.`,
  content: [{ attachment: attachmentOf(markdown, { contentType: 'text/markdown', title: `${model.name} ${model.version}` }) }],
  context: { related: [{ reference: `Device/${deviceIdOf(model)}` }] },
});
