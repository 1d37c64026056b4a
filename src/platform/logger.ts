import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { requestDetail } from './request-context.js';

export type { Logger } from 'pino';

/** Keys whose values identify a person or open a door; they never reach a log, wherever they hang. */
const withheld = ['name', 'birthDate', 'patientName', 'token', 'access_token', 'authorization', 'password', 'cookie'];

/** JSON lines on stderr, or wherever else, with ids only; that of the request, where one is being answered. */
export function createLogger(level: string, destination: DestinationStream = pino.destination({ fd: 2, sync: false })): Logger {
  return pino({
    level,
    base: null,
    mixin: () => requestDetail(),
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: withheld.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[withheld]' },
  }, destination);
}

/** Hands Nest's own messages to the same log, one level lower: they matter when something is wrong. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown) => { logger.debug({ message: String(message) }, 'nest'); },
    error: (message: unknown) => { logger.error({ message: String(message) }, 'nest'); },
    warn: (message: unknown) => { logger.warn({ message: String(message) }, 'nest'); },
    debug: () => undefined,
    verbose: () => undefined,
    fatal: (message: unknown) => { logger.fatal({ message: String(message) }, 'nest'); },
  };
}
