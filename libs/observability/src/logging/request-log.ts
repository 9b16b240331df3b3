import type { Metrics } from '../metrics/metrics.js';
import type { Logger } from './logger.js';

/** One answered request, without address, header or body. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, never the address itself. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  readonly requestId: string;
  readonly principal: string | undefined;
}

const levelOf = ({ method, status }: AnsweredRequest): 'error' | 'info' | 'debug' => {
  if (status >= 500) return 'error';
  return status < 400 && (method === 'GET' || method === 'HEAD') ? 'debug' : 'info';
};

/** The access log and `postbode_http_request_seconds`. Successful reads are logged at `debug` only. */
export const requestLog = (logger: Logger, metrics: Metrics): ((answer: AnsweredRequest) => void) => {
  const duration = metrics.histogram('postbode_http_request_seconds', 'Time to answer a request.', ['method', 'route', 'status']);
  return (answer) => {
    const { method, route, status, seconds } = answer;
    duration.observe(seconds, { method, route, status: String(status) });
    logger[levelOf(answer)](answer, 'answered');
  };
};
