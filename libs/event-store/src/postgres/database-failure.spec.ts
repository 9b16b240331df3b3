import { DatabaseError } from 'pg';
import { EventStoreUnavailableError } from '../event-store.errors.js';
import { isPassing, retryPassing } from './database-failure.js';

const databaseError = (code: string): DatabaseError => Object.assign(new DatabaseError('x', 1, 'error'), { code });
const networkError = (code: string): Error => Object.assign(new Error('x'), { code });

describe('isPassing', () => {
  it.each(['40001', '40P01', '08006', '57P01', '57P03', '53300', '25006'])('sees SQLSTATE %s pass', (code) => {
    expect(isPassing(databaseError(code))).toBe(true);
  });
  it.each(['23505', '42P01', '22P02', '57014', '42501'])('sees SQLSTATE %s stay', (code) => {
    expect(isPassing(databaseError(code))).toBe(false);
  });
  it.each(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'])('sees %s pass', (code) => {
    expect(isPassing(networkError(code))).toBe(true);
  });
  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])(
    'sees "%s" pass',
    (message) => {
      expect(isPassing(new Error(message))).toBe(true);
    },
  );
  it.each([new TypeError('x is not a function'), new Error('Cannot use a pool after calling end on the pool'), undefined, 'text'])(
    'leaves %p alone',
    (error) => {
      expect(isPassing(error)).toBe(false);
    },
  );
});

describe('retryPassing', () => {
  const policy = { attempts: 3, baseMs: 1, capMs: 1 };
  const failing = (errors: Error[]): { work: () => Promise<string>; left: Error[] } => {
    const left = [...errors];
    return { left, work: () => (left.length > 0 ? Promise.reject(left.shift()!) : Promise.resolve('done')) };
  };

  it('tries again while failures pass', async () => {
    expect(await retryPassing(policy, failing([networkError('ECONNRESET'), databaseError('40001')]).work)).toBe('done');
  });
  it('gives up as unavailable, keeping the cause', async () => {
    const last = databaseError('57P01');
    const retried = retryPassing(policy, failing([last, last, last, last]).work);
    await expect(retried).rejects.toMatchObject({ code: 'event-store.unavailable', cause: last });
  });
  it('does not repeat what stays wrong, nor a statement timeout', async () => {
    const wrong = failing([databaseError('42P01'), databaseError('42P01')]);
    await expect(retryPassing(policy, wrong.work)).rejects.toMatchObject({ code: '42P01' });
    const slow = failing([databaseError('57014'), databaseError('57014')]);
    await expect(retryPassing(policy, slow.work)).rejects.toThrow(EventStoreUnavailableError);
    expect([wrong.left.length, slow.left.length]).toEqual([1, 1]);
  });
});
