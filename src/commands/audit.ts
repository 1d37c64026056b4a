import { AuditService } from '../audit/audit.service.js';
import { type Database, openDatabase } from '../persistence/open-database.js';
import type { Settings } from '../config/index.js';
import { failWith } from './fail.js';
import { settingsOnly } from './run-service.js';

async function withAudit(name: string, use: (audit: AuditService) => Promise<0 | 1>): Promise<0 | 1 | 2> {
  const settings = settingsOnly();
  if (!settings.ok) return failWith(name, settings.problem);
  const database = await openDatabase(settings.value);
  if (!database.ok) return failWith(name, database.problem);
  try { return await use(auditOf(database.value, settings.value)); } finally { await database.value.close(); }
}

const auditOf = ({ dataSource }: Database, settings: Settings): AuditService => new AuditService(dataSource, settings);

const faults = { changed: 'was changed', missing: 'is missing', reordered: 'stands where another belongs' } as const;

/** `sarcolens audit verify`: 0 when the chain holds, 1 with every place where it does not. */
export function runAuditVerify(): Promise<0 | 1 | 2> {
  return withAudit('audit verify', async (audit) => {
    const { links, faults: found } = await audit.verify();
    for (const { sequence, fault } of found) process.stdout.write(`event ${sequence} ${faults[fault]}\n`);
    process.stdout.write(found.length === 0 ? `The chain of ${links} events holds.\n` : `The chain of ${links} events is broken in ${found.length} places.\n`);
    return found.length === 0 ? 0 : 1;
  });
}

/** `sarcolens audit export`: every event as a line of JSON, in order. */
export function runAuditExport(): Promise<0 | 1 | 2> {
  return withAudit('audit export', async (audit) => {
    for await (const link of audit.links()) process.stdout.write(`${JSON.stringify(link)}\n`);
    return 0;
  });
}
