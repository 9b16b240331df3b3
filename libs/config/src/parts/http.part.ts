import { isIP } from 'node:net';
import { z } from 'zod';
import { definePart, secret, variable } from '../config-part.js';
import { key32, listOf, port, wholeNumber } from '../text.schemas.js';

const isRange = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  return family !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
};

export const http = definePart({
  title: 'HTTP',
  variables: {
    host: variable('POSTBODE_HTTP_HOST', z.string().default('127.0.0.1'), 'Address the API listens on; `0.0.0.0` in a container.'),
    port: variable('POSTBODE_HTTP_PORT', port.default(3000), 'Port of the API; 0 takes any free one.'),
    bodyLimitBytes: variable('POSTBODE_HTTP_BODY_LIMIT', wholeNumber(1024, 52_428_800).default(262_144), 'Largest request body, in bytes.'),
    trustedProxies: variable(
      'POSTBODE_HTTP_TRUSTED_PROXIES',
      listOf(z.string().refine(isRange, 'must be an address or a range such as 10.0.0.0/8')),
      'Proxies whose `X-Forwarded-*` is believed, separated by commas. They decide whether a request counts as sent over TLS.',
    ),
    cursorKey: secret(
      'POSTBODE_CURSOR_KEY',
      key32.optional(),
      'Signs page cursors: 32 bytes in Base64, the same for every replica of the query service.',
    ),
  },
});
