import { DomainError } from '@postbode/kernel';
import { componentLogger, createLogger, type Logger } from './logger.js';
import { nestLogger } from './nest-logger.js';
import { requestLog } from './request-log.js';
import { Metrics } from '../metrics/metrics.js';

const secret = 'correct-horse-battery';
const inBase64 = Buffer.from(`\0anna\0${secret}`).toString('base64');

const recording = (): { logger: Logger; lines: string[]; last: () => Record<string, unknown> } => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'worker', level: 'debug', destination, fields: ['folderCount'] });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
};

/** Errors as imapflow, nodemailer, pg, axios and JSON.parse make them. */
const libraryErrors: [string, Error][] = [
  [
    'imapflow',
    Object.assign(new Error(`Command failed: LOGIN anna ${secret}`), {
      response: `NO ${secret}`,
      executedCommand: `A1 AUTHENTICATE PLAIN ${inBase64}`,
      authenticationFailed: true,
    }),
  ],
  [
    'nodemailer',
    Object.assign(new Error(`Invalid login: 535 ${secret}`), { code: 'EAUTH', command: `AUTH PLAIN ${inBase64}`, response: secret }),
  ],
  [
    'pg',
    Object.assign(new Error(`duplicate key (${secret})`), {
      code: '23505',
      severity: 'ERROR',
      routine: '_bt_check_unique',
      detail: `Key (x)=(${secret})`,
      table: 'thing',
      constraint: 'thing_pkey',
    }),
  ],
  ['axios', Object.assign(new Error('Request failed'), { config: { auth: { password: secret } } })],
  ['JSON.parse', new SyntaxError(`Unexpected token in ${secret}`)],
  ['a URL', new Error(`connect to imaps://anna:${secret}@mail.example failed`)],
  ['a cause', new Error('outer', { cause: Object.assign(new Error(secret), { command: secret }) })],
  ['base64 in a message', new Error(`bad answer to ${inBase64}`)],
];

describe('the logger', () => {
  it('writes one JSON object a line, with time, level, service and message', () => {
    const { logger, lines, last } = recording();
    componentLogger(logger, 'sync').info({ mailboxId: 'm-1', position: 12n }, 'caught up');
    expect(lines).toHaveLength(1);
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      service: 'worker',
      component: 'sync',
      mailboxId: 'm-1',
      position: '12',
      msg: 'caught up',
    });
  });

  it('shows only fields of the allow-list, and says what it left out', () => {
    const { logger, lines, last } = recording();
    logger.info(
      { mailboxId: 'm', folderCount: 3, password: secret, headers: { authorization: secret }, body: secret, [`x ${secret}`]: 1 },
      'hello',
    );
    expect(last()).toMatchObject({ mailboxId: 'm', folderCount: 3, omitted: ['password', 'headers', 'body', '?'] });
    logger.info({ name: { password: secret }, state: [{ secret }] }, 'inside known names');
    logger.child({ password: secret }).info('from a child');
    logger.info('placeholder %s and %o', { password: secret }, { secret });
    expect(lines.join('')).not.toContain(secret);
  });

  it.each(libraryErrors)('never shows what %s puts on its errors', (_what, error) => {
    const { logger, lines } = recording();
    logger.error(error);
    logger.error(error, 'with a message');
    logger.error({ err: error }, 'as a field');
    logger.error({ err: error });
    logger.child({ err: error }).error('from a child');
    nestLogger(logger).error(error, 'Context');
    const text = lines.join('');
    expect(text).not.toContain(secret);
    expect(text).not.toContain(inBase64);
    expect(text).toContain(error.constructor.name);
    // Negative control: the error itself does carry it.
    expect(JSON.stringify([error.message, String(error.cause), Object.entries(error)])).toMatch(
      new RegExp(`${secret}|${inBase64.replace(/[+/]/g, '\\$&')}`),
    );
  });

  it('shows what a person needs: code, retry, frames, and our own words', () => {
    const { logger, last } = recording();
    const mail = Object.assign(new Error('The server is away.'), {
      name: 'MailError',
      serverText: secret,
      code: 'mail.timeout',
      data: { code: 'mail.timeout', retry: 'later', scope: 'server', retryAfterMs: 5 },
    });
    logger.error({ err: mail }, 'failed');
    expect(last()['err']).toMatchObject({
      code: 'mail.timeout',
      message: 'The server is away.',
      retry: 'later',
      scope: 'server',
      retryAfterMs: 5,
    });
    expect(JSON.stringify(last())).not.toContain(secret);
    expect((last()['err'] as { stack: string[] }).stack[0]).toMatch(/^at /);
    logger.error({ err: new DomainError('a.b', 'conflict', 'Taken.') }, 'refused');
    expect(last()['err']).toEqual({ type: 'DomainError', code: 'a.b', message: 'Taken.' });
    logger.error({ err: libraryErrors[2]?.[1] }, 'database');
    expect(last()['err']).toMatchObject({ code: '23505', table: 'thing', constraint: 'thing_pkey' });
    logger.error({ err: Object.assign(new Error('column "x" does not exist'), { code: '42703', severity: 'ERROR', routine: 'r' }) }, 'sql');
    expect(last()['err']).toMatchObject({ message: 'column "x" does not exist' });
    logger.error({ err: 'thrown text' }, 'odd');
    expect(last()['err']).toEqual({ type: 'string' });
  });

  it('keeps hostile text inside its field: no new line, no terminal escape (pitfall 70)', () => {
    const { logger, lines } = recording();
    logger.info({ reason: 'a\n{"level":"fatal"}\u001b[2J' }, 'x');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toMatch(/[\n\u001b]/);
  });

  it("is Nest's logger too, and the access log's", () => {
    const { logger, lines, last } = recording();
    nestLogger(logger).log('Mapped', 'Router');
    expect(last()).toMatchObject({ level: 'info', context: 'Router', msg: 'Mapped' });
    const answered = requestLog(logger, new Metrics());
    const answer = { method: 'GET', route: '/a/:id', status: 200, seconds: 0.1, requestId: 'r', principal: 'anna' };
    answered(answer);
    answered({ ...answer, status: 404 });
    answered({ ...answer, status: 500 });
    answered({ ...answer, method: 'POST' });
    expect(lines.slice(-4).map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(['debug', 'info', 'error', 'info']);
    expect(last()).toMatchObject({ route: '/a/:id', requestId: 'r', principal: 'anna' });
  });
});
