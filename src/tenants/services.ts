import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Installation, Settings } from '../config/index.js';
import { type Foundation, layFoundation } from '../foundation.js';
import { HealthService } from '../health/health.service.js';
import { createServer } from '../main.js';
import type { Logger } from '../platform/logger.js';
import { done, type Outcome } from '../platform/problem.js';
import { startWorker } from '../worker.js';
import { OwnRooms } from './own-rooms.js';
import { type Closable, Tenant } from './tenant.js';

export type Tenants = Extract<Installation, { readonly kind: 'tenants' }>;

type Server = Awaited<ReturnType<typeof createServer>>;

/** The doors of a tenant. */
export interface Service extends Closable {
  readonly app: Server;
  /** Answers a request whose address begins at the tenant's own root. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly readiness: HealthService['readiness'];
  readonly retire: HealthService['retire'];
}

/** How the services of all tenants are made. */
export interface Making {
  /** Carries the tenant's name in every line it writes for one. */
  readonly logger: Logger;
  readonly retryMs?: number;
}

/** One tenant, and what is the same for all of them. */
interface Place {
  readonly name: string;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly rooms: OwnRooms;
}

/** A tenant's foundation with what is built on it; both are left together. */
async function built<S extends Closable>({ name, settings, logger, rooms }: Place, build: (foundation: Foundation) => Promise<S>): Promise<Outcome<S>> {
  const folder = await rooms.claimFolder(name, settings);
  if (!folder.ok) return folder;
  const foundation = await layFoundation(settings, logger);
  if (!foundation.ok) return foundation;
  const { database } = foundation.value;
  try {
    const own = await rooms.claimDatabase(name, database);
    if (!own.ok) { await database.close(); return own; }
    const service = await build(foundation.value);
    return done({ ...service, close: async () => { await service.close(); await database.close(); } });
  } catch (error) {
    await database.close();
    throw error;
  }
}

function tenantsWith<S extends Closable>(tenants: Tenants['tenants'], { logger, retryMs }: Making, build: (foundation: Foundation) => Promise<S>): ReadonlyMap<string, Tenant<S>> {
  const rooms = new OwnRooms();
  return new Map([...tenants].map(([name, settings]) => {
    const place = { name, settings, logger: logger.child({ tenant: name }, { level: settings.logLevel }), rooms };
    return [name, new Tenant(() => built(place, build), place.logger, retryMs)];
  }));
}

/** A service with every door for each tenant, none of them listening to HTTP. */
export const servicesOf = ({ tenants }: Tenants, making: Making): ReadonlyMap<string, Tenant<Service>> => tenantsWith(tenants, making, async (foundation) => {
  const app = await createServer(foundation, making.logger);
  const server = app.getHttpAdapter().getInstance();
  await server.ready();
  const health = app.get(HealthService);
  return { app, answer: (request, response) => { server.routing(request, response); }, readiness: () => health.readiness(), retire: () => { health.retire(); }, close: () => app.close() };
});

/** A tenant's analyses run in workers where they can be: on PostgreSQL, with an EHR and a PACS to ask. */
const takesWorkers = ({ databaseUrl, ehr, pacs }: Settings): boolean => Boolean(databaseUrl && ehr && pacs);

/** A worker for each tenant that takes workers. */
export const workersOf = ({ tenants }: Tenants, making: Making): ReadonlyMap<string, Tenant<Closable>> =>
  tenantsWith(new Map([...tenants].filter(([, settings]) => takesWorkers(settings))), making, async (foundation) => {
    const worker = await startWorker(foundation, making.logger);
    return { close: () => worker.close() };
  });

/** Starts all at one time; gives what stood in the way of each that has not started yet. */
export async function startAll(tenants: ReadonlyMap<string, Tenant<Closable>>): Promise<ReadonlyMap<string, string>> {
  const reasons = await Promise.all([...tenants].map(async ([name, tenant]) => [name, await tenant.start()] as const));
  return new Map(reasons.flatMap(([name, reason]) => (reason === undefined ? [] : [[name, reason]])));
}

export async function closeAll(tenants: ReadonlyMap<string, Tenant<Closable>>): Promise<void> {
  await Promise.all([...tenants.values()].map((tenant) => tenant.close()));
}
