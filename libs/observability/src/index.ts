export * from './health/ops-server.js';
export * from './health/readiness.js';
export * from './lifecycle/lifecycle.js';
export { componentLogger, createLogger, type Logger, type LoggerOptions } from './logging/logger.js';
export { nestLogger } from './logging/nest-logger.js';
export { requestLog } from './logging/request-log.js';
export { safeError, type SafeError } from './logging/safe-error.js';
export { Metrics, type Counter, type Gauge, type Histogram } from './metrics/metrics.js';
export { childTraceparent, newTraceparent } from './tracing/traceparent.js';
