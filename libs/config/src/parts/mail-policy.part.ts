import { isIP } from 'node:net';
import { z } from 'zod';
import { definePart, variable } from '../config-part.js';
import { listOf, onOff } from '../text.schemas.js';

const isPort = (value: number): boolean => value >= 1 && value <= 65_535;

const isException = (text: string): boolean => {
  const [, address = '', bits, from, to = from] = /^([\da-f.:]+)\/(\d{1,3}):(\d{1,5})(?:-(\d{1,5}))?$/i.exec(text) ?? [];
  const family = isIP(address);
  return (
    family !== 0 && Number(bits) <= (family === 4 ? 32 : 128) && isPort(Number(from)) && isPort(Number(to)) && Number(from) <= Number(to)
  );
};

export const mailPolicy = definePart({
  title: 'Mail servers that may be reached',
  variables: {
    allow: variable(
      'POSTBODE_MAIL_ALLOW',
      listOf(z.string().refine(isException, 'must be of the form CIDR:port or CIDR:port-port, such as 10.1.0.0/16:993')),
      'Addresses that are not public and may be reached all the same: `CIDR:port` or `CIDR:port-port`, separated by commas. Without an entry, loopback and private ranges are refused.',
    ),
    allowNonSslEmail: variable('POSTBODE_ALLOW_NON_SSL_EMAIL', onOff('false'), 'AllowNonSSLEmail: `true` lets a profile switch TLS off.'),
    allowCredentialsEntryViaNonSecureChannels: variable(
      'POSTBODE_ALLOW_CREDENTIALS_ENTRY_VIA_NON_SECURE_CHANNELS',
      onOff('false'),
      'AllowCredentialsEntryViaNonSecureChannels: `true` lets passwords be entered over plain HTTP.',
    ),
    extraCaFile: variable(
      'POSTBODE_MAIL_EXTRA_CA_FILE',
      z.string().optional(),
      'PEM file of certificate authorities trusted for mail servers, besides the usual ones.',
    ),
  },
});
