import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Foundation } from './foundation.js';
import { JobQueueService } from './jobs/job-queue.service.js';
import { nestLogger } from './platform/logger.js';
import { WorkerModule } from './worker.module.js';

/** Everything a worker is made of, not working yet. */
export const createWorker = (foundation: Foundation): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(WorkerModule.on(foundation), { logger: nestLogger(foundation.logger), abortOnError: false });

/** Starts a process that takes analyses from the queue until it is closed. */
export async function startWorker(foundation: Foundation): Promise<INestApplicationContext> {
  const context = await createWorker(foundation);
  await context.get(JobQueueService).work();
  foundation.logger.info({ threads: foundation.settings.worker.threads }, 'worker is ready');
  return context;
}
