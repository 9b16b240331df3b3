import type { LoggerService } from '@nestjs/common';
import { isError } from './is-error.js';
import type { Logger } from './logger.js';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

const looksLikeStack = (value: unknown): boolean => typeof value === 'string' && /\n\s+at /.test(value);

/** Nest's own messages, through our logger. Nest passes the context last, and for errors sometimes a stack before it. */
class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log = (message: unknown, ...rest: unknown[]): void => this.write('info', message, rest);
  error = (message: unknown, ...rest: unknown[]): void => this.write('error', message, rest);
  warn = (message: unknown, ...rest: unknown[]): void => this.write('warn', message, rest);
  debug = (message: unknown, ...rest: unknown[]): void => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]): void => this.write('trace', message, rest);
  fatal = (message: unknown, ...rest: unknown[]): void => this.write('fatal', message, rest);

  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const fields = typeof context === 'string' && !looksLikeStack(context) ? { context } : {};
    if (typeof message === 'string') this.logger[level](fields, '%s', message);
    else if (isError(message)) this.logger[level]({ ...fields, err: message }, 'error');
    else this.logger[level]({ ...fields, ...(message as object | undefined) });
  }
}

export const nestLogger = (logger: Logger): LoggerService => new NestLogger(logger);
