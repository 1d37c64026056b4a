import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Foundation } from './foundation.js';
import { JobQueueService } from './jobs/job-queue.service.js';
import { type Logger, nestLogger } from './platform/logger.js';
import { WorkerModule } from './worker.module.js';

/** Everything a worker is made of, not working yet. Nest's own messages go to a log of their own where several workers live in one process. */
export const createWorker = (foundation: Foundation, nestLog: Logger = foundation.logger): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(WorkerModule.on(foundation), { logger: nestLogger(nestLog), abortOnError: false });

/** Starts to take analyses from the queue, until what it gives is closed. */
export async function startWorker(foundation: Foundation, nestLog?: Logger): Promise<INestApplicationContext> {
  const context = await createWorker(foundation, nestLog);
  try {
    await context.get(JobQueueService).work();
  } catch (error) {
    await context.close().catch(() => undefined);
    throw error;
  }
  foundation.logger.info({ threads: foundation.settings.worker.threads }, 'worker is ready');
  return context;
}
