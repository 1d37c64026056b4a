import { numeric, text, type Header } from './header.js';
import type { Protocol } from './types.js';

/** What the header says of the acquisition, for choosing series and for comparing it with a model's training. */
export function protocolOf(header: Header): Protocol {
  const agent = text(header, 'x00180010') || (text(header, 'x00181041') !== '' || header.elements.x00180012 ? 'yes' : '');
  const sequence = text(header, 'x00180020');
  const [field, repetition, echo] = ['x00180087', 'x00180080', 'x00180081'].map((tag) => numeric(header, tag));
  return {
    ...(agent === '' ? {} : { contrastAgent: agent }), ...(field === undefined ? {} : { fieldStrengthT: field }), ...(sequence === '' ? {} : { scanningSequence: sequence }),
    ...(repetition === undefined ? {} : { repetitionTimeMs: repetition }), ...(echo === undefined ? {} : { echoTimeMs: echo }),
  };
}
