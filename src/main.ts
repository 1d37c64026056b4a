import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, worksItself } from './app.module.js';
import { AuditService } from './audit/audit.service.js';
import { answerErrorsOf } from './error.filter.js';
import type { Foundation } from './foundation.js';
import { MetricsService } from './health/metrics.service.js';
import { JobQueueService } from './jobs/job-queue.service.js';
import { nestLogger } from './platform/logger.js';
import { projectRoot } from './platform/project.js';
import { guardDoors } from './security/access.hook.js';
import { AccessService } from './security/access.service.js';

const pages = join(projectRoot, 'dist', 'web');

/** Scripts and styles of our own only; charts set styles on their elements. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: { defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:'], connectSrc: ["'self'"], fontSrc: ["'self'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
};

/** The HTTP service, every door guarded, not listening yet. */
export async function createServer(foundation: Foundation): Promise<NestFastifyApplication> {
  const { settings, logger } = foundation;
  const adapter = new FastifyAdapter({ bodyLimit: settings.http.bodyLimitBytes, requestTimeout: 30_000, routerOptions: { maxParamLength: 200 } });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(foundation), adapter, { logger: nestLogger(logger), abortOnError: false });
  const server = app.getHttpAdapter().getInstance();
  answerErrorsOf(server, logger);
  await app.register(cors, { origin: [...settings.http.corsOrigins], methods: ['GET', 'POST'], exposedHeaders: [] });
  await app.register(helmet, { contentSecurityPolicy, crossOriginResourcePolicy: { policy: 'cross-origin' } });
  await app.register(rateLimit, { max: settings.http.requestsPerMinute, timeWindow: '1 minute', allowList: (request) => request.url.startsWith('/health/') });
  app.get(MetricsService).watch(server);
  guardDoors(server, app.get(AccessService), app.get(AuditService));
  for (const type of ['application/json', 'application/fhir+json']) app.useBodyParser(type, { bodyLimit: settings.http.bodyLimitBytes }, readJson);
  if (existsSync(pages)) await app.register(fastifyStatic, { root: pages, index: ['index.html'] });
  app.enableShutdownHooks();
  await app.init();
  const queue = app.get(JobQueueService);
  await (worksItself(foundation) ? queue.work() : queue.start());
  return app;
}

/** No text in PostgreSQL can hold U+0000, and none that people write does. */
function withoutNul(key: string, value: unknown): unknown {
  if (key.includes('\0') || (typeof value === 'string' && value.includes('\0'))) throw new Error('U+0000');
  return value;
}

function readJson(_request: unknown, body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
  const text = body.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text, text.includes('\\u0000') ? withoutNul : undefined);
  } catch {
    done(Object.assign(new Error('The body is not JSON without U+0000.'), { statusCode: 400 }));
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
