import { isError } from './is-error.js';
import { type DestinationStream, type Level, type Logger, type LoggerOptions as PinoOptions, pino, stdTimeFunctions } from 'pino';
import { allowedNames, allowFields } from './allowed-fields.js';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** Name of the app, on every line. */
  readonly service: string;
  readonly level: Level | 'silent';
  /** Default standard output, written synchronously so that a crash loses no line. */
  readonly destination?: DestinationStream;
  /** Names of fields this app may log besides the common ones. */
  readonly fields?: readonly string[];
}

/** What is put into a message with `%s`: never an object, whose inside is not known. */
const placeholderValue = (value: unknown): unknown => (typeof value === 'object' && value !== null ? '[object]' : value);

const argumentsOf = ([first, ...rest]: unknown[], allowed: ReadonlySet<string>): unknown[] => {
  const others = rest.map(placeholderValue);
  if (typeof first !== 'object' || first === null) return [first, ...others];
  return [allowFields(isError(first) ? { err: first } : first, allowed), ...others];
};

/** What a child always logs goes through the same allow-list: pino gives no hook for it. Children inherit it in turn. */
const guardChildren = (logger: Logger, allowed: ReadonlySet<string>): Logger => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the logger it is asked of, below
  const { child } = logger;
  logger.child = function (this: Logger, bindings: object, options?: object) {
    return child.call(this, allowFields(bindings, allowed), options);
  } as typeof child;
  return logger;
};

/**
 * One JSON object a line, to be read by machines: `time` (ISO 8601), `level`, `service`, `msg` and fields of an allow-list.
 * There is no way to log a header, a body or a library's error as it is. Message texts are ours: never put data into them.
 */
export const createLogger = ({ service, level, destination, fields = [] }: LoggerOptions): Logger => {
  const allowed = allowedNames(fields);
  const options: PinoOptions = {
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // Already reduced when it gets there: pino's own serializer would call it an Object.
    serializers: { err: (err: unknown) => err },
    hooks: {
      logMethod(args, method) {
        method.apply(this, argumentsOf(args, allowed) as typeof args);
      },
    },
  };
  return guardChildren(pino(options, destination ?? pino.destination({ fd: 1, sync: true })), allowed);
};

/** A child logger for one part of the app. */
export const componentLogger = (logger: Logger, component: string): Logger => logger.child({ component });
