import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Keys whose values identify a person or open a door; they never reach a log, wherever they hang. */
const withheld = ['name', 'birthDate', 'patientName', 'token', 'access_token', 'authorization', 'password', 'cookie'];

/** JSON lines on stderr, with ids only. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: withheld.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[withheld]' },
  }, pino.destination({ fd: 2, sync: false }));
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
