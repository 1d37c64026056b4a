import { services } from './services.js';

const templates = services.flatMap((service) => Object.entries(service.prefetch).map(([key, template]) => ({ service, key, template })));

/** Context fields that each hook lets a template name: primitive and at the root (HL7 CDS Hooks Library). */
const tokens = ['context.userId', 'context.patientId', 'context.encounterId', 'userPractitionerId', 'userPractitionerRoleId', 'userPatientId', 'userRelatedPersonId'];

/** Search parameters by their kind in R4. */
const kinds: Readonly<Record<string, 'reference' | 'token' | 'date' | 'special'>> = { 'patient': 'reference', 'clinical-status': 'token', 'category': 'token', 'recorded-date': 'date', '_count': 'special', '_sort': 'special' };

/** What a template asks beyond the subset of the standard; nothing where it keeps to it. */
function beyondSubset(template: string): readonly string[] {
  const found: string[] = [];
  const [path = '', query, ...rest] = template.split('?');
  if (rest.length > 0) found.push('more than one query');
  if (query === undefined) return /^[A-Z][A-Za-z]+\/\{\{[\w.]+\}\}$/.test(path) ? found : [...found, 'no instance read'];
  if (!/^[A-Z][A-Za-z]+$/.test(path)) found.push('no type-level search');
  const parameters = query.split('&').map((one) => one.split('='));
  for (const [name = '', value = ''] of parameters) {
    const [base = '', modifier] = name.split(':');
    const kind = kinds[base];
    if (kind === undefined || base.includes('.')) found.push(`parameter ${name}`);
    if (modifier !== undefined && !(kind === 'token' && modifier === 'in')) found.push(`modifier of ${name}`);
    if (kind === 'reference' && value !== '{{context.patientId}}') found.push(`reference ${value}`);
    if (kind === 'date' && !/^(eq|lt|gt|ge|le)?[\d{]/.test(value)) found.push(`prefix of ${value}`);
    if (name === '_sort' && !/^-?[a-z-]+$/.test(value)) found.push(`order ${value}`);
  }
  return found;
}

describe('prefetch templates', () => {
  test('there are some', () => { expect(templates.length).toBeGreaterThanOrEqual(5); });

  test.each(templates)('CDS-C1, CDS-C2, CDS-C3, CDS-C4: $service.id $key names root-level primitive fields of its context, delimited by {{ }}', ({ template }) => {
    const named = [...template.matchAll(/\{\{([^}]*)\}\}/g)].map(([, token = '']) => token);
    expect(named.length).toBeGreaterThan(0);
    for (const token of named) expect(tokens).toContain(token);
    expect(template.replace(/\{\{[^}]*\}\}/g, '')).not.toMatch(/[{}]/);
  });

  test.each(templates)('CDS-C5, CDS-C8: $service.id $key keeps to the subset that every client has', ({ template }) => { expect(beyondSubset(template)).toEqual([]); });

  test.each(templates.filter(({ template }) => template.includes('?')))('CDS-C7: $service.id $key is bounded', ({ template }) => { expect(template).toMatch(/[?&]_count=\d+/); });

  test.each([
    'Condition?patient={{context.patientId}}&_include=Condition:subject', 'Condition?subject.name=x', 'Condition?patient={{context.patientId}}&category:not=x', 'Condition?patient={{context.patientId}}&recorded-date=ap2020',
    'Condition?patient={{context.patientId}}&_sort:desc=date', 'Condition?patient={{context.draftOrders.entry}}', 'Condition/$x', 'Condition?_has:Observation:patient:code=1', 'Condition?patient={{context.patientId}}&_elements=id',
  ])('what is beyond it is found: %s', (template) => { expect(beyondSubset(template)).not.toEqual([]); });
});

describe('services', () => {
  test.each(services)('CDS-B3, CDS-B4, CDS-B5: $id has a hook, an id that is a segment of an address, title, description and requirements', ({ id, hook, title, description, usageRequirements }) => {
    expect(encodeURIComponent(id)).toBe(id);
    for (const text of [hook, title, description, usageRequirements]) expect(text.trim()).not.toBe('');
  });
});
