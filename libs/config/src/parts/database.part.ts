import { z } from 'zod';
import { definePart, secret, variable } from '../config-part.js';
import { wholeNumber } from '../text.schemas.js';

export const database = definePart({
  title: 'Database',
  variables: {
    url: secret(
      'DATABASE_URL',
      z.string().regex(/^postgres(?:ql)?:\/\/\S+$/, 'must begin with postgres://'),
      'Postgres, as `postgres://user:password@host:5432/database`. Only the primary: never a replica.',
    ),
    poolSize: variable('POSTBODE_DATABASE_POOL', wholeNumber(2, 200).default(10), 'Most connections of one process.'),
  },
});
