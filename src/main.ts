import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, worksItself } from './app.module.js';
import { AuditService } from './audit/audit.service.js';
import { answerErrorsOf, answerMalformed, refuseNul } from './error.filter.js';
import type { Settings } from './config/index.js';
import type { Foundation } from './foundation.js';
import { HealthService } from './health/health.service.js';
import { MetricsService } from './health/metrics.service.js';
import { JobQueueService } from './jobs/job-queue.service.js';
import { closeOnceAnswered } from './platform/drain.js';
import { type Logger, nestLogger } from './platform/logger.js';
import { projectRoot } from './platform/project.js';
import { followRequests, requestIdOf } from './platform/request-ids.js';
import { guardDoors } from './security/access.hook.js';
import { AccessService } from './security/access.service.js';
import { limitAddresses, limitClients } from './security/limits.js';
import { refuseLate } from './security/refuse-late.js';

/** Longest time in ms to receive a request. */
export const requestTimeout = 30_000;

const pages = join(projectRoot, 'dist', 'web');

/** Scripts and styles of our own only; charts set styles on their elements. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: { defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:'], connectSrc: ["'self'"], fontSrc: ["'self'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
};

async function openDoors(app: NestFastifyApplication, foundation: Foundation): Promise<void> {
  const { settings, logger } = foundation;
  const server = app.getHttpAdapter().getInstance();
  followRequests(server);
  refuseLate(server);
  answerErrorsOf(server, logger);
  closeOnceAnswered(server);
  await app.register(cors, { origin: [...settings.http.corsOrigins], methods: ['GET', 'POST'], exposedHeaders: ['x-request-id'] });
  await app.register(helmet, { contentSecurityPolicy, crossOriginResourcePolicy: { policy: 'cross-origin' } });
  refuseNul(server);
  await app.register(rateLimit, { global: false });
  app.get(MetricsService).watch(server);
  limitAddresses(server, settings.http.requestsPerMinute);
  guardDoors(server, app.get(AccessService), app.get(AuditService));
  limitClients(server, settings.http.clientRequestsPerMinute ?? settings.http.requestsPerMinute);
  for (const type of ['application/json', 'application/fhir+json']) app.useBodyParser(type, { bodyLimit: settings.http.bodyLimitBytes }, readJson);
  if (existsSync(pages)) await app.register(fastifyStatic, { root: pages, index: ['index.html'] });
  await app.init();
  const queue = app.get(JobQueueService);
  await (worksItself(foundation) ? queue.work() : queue.start());
}

/**
 * The HTTP service, every door guarded, not listening yet. Where several services live in one process, Nest's own
 * messages go to a log that they share: Nest has only one for all.
 */
export async function createServer(foundation: Foundation, nestLog: Logger = foundation.logger): Promise<NestFastifyApplication> {
  const { bodyLimitBytes, trustedProxies } = foundation.settings.http;
  const adapter = new FastifyAdapter({ bodyLimit: bodyLimitBytes, requestTimeout, routerOptions: { maxParamLength: 200 }, frameworkErrors: answerMalformed, genReqId: requestIdOf, requestIdHeader: false, return503OnClosing: false, trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(foundation), adapter, { logger: nestLogger(nestLog), abortOnError: false });
  try {
    await openDoors(app, foundation);
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
  return app;
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** PostgreSQL can hold neither U+0000 nor half a character, and nothing that people write has either. */
function storable(key: string, value: unknown): unknown {
  if (!isStorable(key) || (typeof value === 'string' && !isStorable(value))) throw new Error('text that cannot be stored');
  return value;
}

function readJson(_request: unknown, body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
  const text = body.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text, /\\u(?:0000|d[89a-f])/i.test(text) ? storable : undefined);
  } catch {
    done(Object.assign(new Error('The body is not JSON of whole characters without U+0000.'), { statusCode: 400 }));
    return;
  }
  done(null, value);
}

/** Starts to listen; gives the address it can be reached at. */
export async function serve(foundation: Foundation): Promise<{ readonly app: NestFastifyApplication; readonly url: string }> {
  const { http } = foundation.settings;
  const app = await createServer(foundation);
  await app.listen(http.port, http.host);
  return { app, url: await app.getUrl() };
}

/**
 * Ends a service without losing a request: it says that it is not ready for as long as those who send requests need to
 * notice, then takes no new ones, answers those that it has, and closes. A request that takes longer than one may take
 * to be received is cut off.
 */
export async function endServing(app: NestFastifyApplication, { http }: Pick<Settings, 'http'>): Promise<void> {
  app.get(HealthService).retire();
  await sleep(1000 * http.drainSeconds);
  const server = app.getHttpAdapter().getInstance();
  const late = setTimeout(() => { server.server.closeAllConnections(); }, requestTimeout);
  // Before Nest's own end, which takes from the handlers what they work with.
  await server.close();
  clearTimeout(late);
  await app.close();
}
