import { randomUUID } from 'node:crypto';
import { AuditService } from '../../src/audit/audit.service.js';
import { CardEntity } from '../../src/cards/card.entity.js';
import { install, type Installation } from '../support/installation.js';

describe('the audit', () => {
  let site: Installation;
  let audit: AuditService;
  const event = (entity: string) => ({ action: 'test', actor: 'test', outcome: 'success' as const, entity });
  const card = (uuid: string) => ({ uuid, service: 's', client: 'c', hookInstance: randomUUID(), userId: 'u', patientId: 'p', resultId: null, indicator: 'info', summary: 's', detail: 'd', delivery: 'shown', told: [], orders: [], suggestions: [], repeats: null, launchHash: null, shownAt: new Date() });
  const recorded = async (): Promise<string> => JSON.stringify(await site.dataSource.query("SELECT entity FROM audit_event WHERE action = 'test' ORDER BY sequence"));

  beforeAll(async () => {
    site = await install();
    audit = site.app.get(AuditService);
  }, 60_000);
  afterAll(() => site.remove(), 30_000);

  test('a row that cannot be written fails its own event and no other that waits with it', async () => {
    const uuid = randomUUID();
    await audit.record(event('first'), { into: CardEntity, values: card(uuid) });
    const outcomes = await Promise.allSettled([
      audit.record(event('before')), audit.record(event('twice'), { into: CardEntity, values: card(uuid) }), audit.record(event('after'), { into: CardEntity, values: card(randomUUID()) }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await recorded()).toBe('[{"entity":"first"},{"entity":"before"},{"entity":"after"}]');
    expect(await audit.verify()).toMatchObject({ faults: [] });
  });

  test('a thousand events at once make one whole chain in their order', async () => {
    const before = (await audit.verify()).links;
    await Promise.all(Array.from({ length: 1000 }, (_, k) => audit.record({ ...event(String(k)), action: 'many' })));
    const rows: unknown = await site.dataSource.query("SELECT entity FROM audit_event WHERE action = 'many' ORDER BY sequence");
    expect(JSON.stringify(rows)).toBe(JSON.stringify(Array.from({ length: 1000 }, (_, k) => ({ entity: String(k) }))));
    expect(await audit.verify()).toEqual({ links: before + 1000, faults: [] });
  });
});
