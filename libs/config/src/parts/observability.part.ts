import { z } from 'zod';
import { definePart, variable } from '../config-part.js';
import { port } from '../text.schemas.js';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export const observability = definePart({
  title: 'Observation',
  variables: {
    logLevel: variable(
      'POSTBODE_LOG_LEVEL',
      z.enum(levels, { error: `must be one of ${levels.join(', ')}` }).default('info'),
      'Least severe log lines that are written; successful reads appear at `debug`.',
    ),
    opsHost: variable(
      'POSTBODE_OPS_HOST',
      z.string().default('127.0.0.1'),
      'Address of `/livez`, `/readyz` and `/metrics`. Only operators should reach it.',
    ),
    opsPort: variable('POSTBODE_OPS_PORT', port.default(9464), 'Port of `/livez`, `/readyz` and `/metrics`; 0 takes any free one.'),
  },
});
