import { categories } from '@postbode/domain';
import { exampleMailboxId, exampleProfileId } from '@postbode/domain/testing';
import { MailError, type MailErrorData } from '@postbode/mail';
import { benchPassword, eventually, WorkerBench } from '../testing/worker-bench.js';
import { MailboxRunner } from './mailbox-runner.js';

const mail = (subject: string): string => `Subject: ${subject}\r\n\r\nBody\r\n`;
const failure = (data: Partial<MailErrorData>): MailError =>
  new MailError({ code: 'mail.connection-lost', retry: 'now', scope: 'server', ...data }, 'It failed.');
const wrongPassword = (): MailError => failure({ code: 'mail.authentication-failed', retry: 'never', scope: 'mailbox' });

describe('the runner of one mailbox', () => {
  let bench: WorkerBench;
  let stop: AbortController;
  let runner: MailboxRunner;
  let running: Promise<void>;

  const start = (): void => {
    stop = new AbortController();
    runner = new MailboxRunner(bench.ports, exampleMailboxId, stop.signal);
    running = runner.run();
  };
  afterEach(async () => {
    stop.abort();
    await running;
  });

  const count = async (category: string, type: string): Promise<number> =>
    (await bench.recorded(category)).filter((event) => event.type === type).length;
  const received = (): Promise<number> => count(categories.mailboxSync, 'EmailReceived');

  it('tests when asked, enables on success and brings the mail in', async () => {
    bench = new WorkerBench();
    bench.maildrop.deliver(mail('one'));
    await bench.testRequested();
    start();
    await eventually(async () => (await received()) === 1);
    expect((await bench.recorded()).slice(2).map(({ type }) => type)).toEqual([
      'MailboxTestRequested',
      'MailboxTestCompleted',
      'MailboxEnabled',
    ]);
    expect(bench.source.logins).toEqual([benchPassword, benchPassword]);
    expect(bench.telemetry.at(-1)).toMatchObject({ lastSyncErrorCode: null, itemsProcessedForLastSync: 1, hostId: 'worker-1' });
  });

  it('records which leg failed and what to do, and does not enable', async () => {
    bench = new WorkerBench();
    bench.sender.failure = wrongPassword();
    await bench.testRequested();
    start();
    await running;
    const [, , , completed, ...more] = await bench.recorded();
    expect(completed).toMatchObject({
      type: 'MailboxTestCompleted',
      data: {
        incoming: { status: 'Success' },
        outgoing: {
          status: 'Failure',
          cause: { code: 'mail.authentication-failed', remedy: expect.stringContaining('password') as unknown },
        },
      },
    });
    expect(more).toEqual([]);
  });

  it('tells somebody to test again after a failure that may pass', async () => {
    bench = new WorkerBench();
    bench.sender.failure = failure({ code: 'mail.server-unavailable', retry: 'later' });
    await bench.testRequested();
    start();
    await running;
    expect((await bench.recorded())[3]).toMatchObject({
      data: { outgoing: { cause: { remedy: expect.stringContaining('test and enable again') as unknown } } },
    });
  });

  it('looks again when the server pushes, and when it is woken', async () => {
    bench = new WorkerBench();
    await bench.enabled();
    start();
    await eventually(() => bench.telemetry.length > 0);
    bench.maildrop.deliver(mail('pushed'));
    bench.source.announce();
    await eventually(async () => (await received()) === 1);
    bench.maildrop.deliver(mail('woken'));
    expect(runner.wake()).toBe(true);
    await eventually(async () => (await received()) === 2);
    expect(bench.source.logins).toHaveLength(1); // one session all along
  });

  it('keeps no session open on a server that does not push', async () => {
    bench = new WorkerBench(false);
    await bench.enabled();
    start();
    await eventually(() => bench.telemetry.length === 1);
    runner.wake();
    await eventually(() => bench.telemetry.length === 2);
    expect(bench.source.logins).toHaveLength(2);
  });

  it('is disabled by a wrong password at once, and tries it no second time', async () => {
    bench = new WorkerBench();
    bench.source.failures = [wrongPassword()];
    await bench.enabled();
    start();
    await running;
    expect((await bench.recorded()).at(-1)).toMatchObject({
      type: 'MailboxDisabled',
      data: { because: 'PermanentFailure', cause: { code: 'mail.authentication-failed' } },
    });
    expect(bench.source.logins).toHaveLength(1);
    expect(runner.wake()).toBe(false);
  });

  it('goes on after passing failures, and shows them meanwhile', async () => {
    bench = new WorkerBench();
    bench.source.failures = [
      failure({}),
      failure({ code: 'mail.timeout', retry: 'later' }),
      failure({ code: 'mail.too-many-connections', retry: 'later' }),
    ];
    bench.maildrop.deliver(mail('after all'));
    await bench.enabled();
    start();
    await eventually(async () => (await received()) === 1);
    expect(bench.telemetry.slice(0, 3).map(({ lastSyncErrorCode, lastSyncErrorCount }) => [lastSyncErrorCode, lastSyncErrorCount])).toEqual(
      [
        ['mail.connection-lost', 1],
        ['mail.timeout', 2],
        ['mail.too-many-connections', 3],
      ],
    );
    expect(await count(categories.mailbox, 'MailboxDisabled')).toBe(0);
  });

  it('starts from the log again when another owner wrote', async () => {
    bench = new WorkerBench();
    await bench.enabled();
    start();
    await eventually(() => bench.telemetry.length > 0);
    const other = new MailboxRunner(bench.ports, exampleMailboxId, stop.signal);
    bench.maildrop.deliver(mail('both see it'));
    const others = other.run();
    await eventually(async () => (await received()) === 1);
    bench.maildrop.deliver(mail('and this'));
    bench.source.announce();
    await eventually(async () => (await received()) === 2);
    await eventually(() => bench.telemetry.at(-1)?.lastSyncErrorCode === null);
    stop.abort();
    await others;
    expect(await received()).toBe(2);
  });

  it('stops when the mailbox is disabled, its profile paused, or the mailbox gone', async () => {
    for (const change of [
      () => bench.command({ type: 'DisableMailbox' }),
      () => bench.changeProfile({ type: 'ProfileDeactivated', data: { profileId: exampleProfileId } }),
      () => bench.command({ type: 'DeleteMailbox' }),
    ]) {
      bench = new WorkerBench();
      await bench.enabled();
      start();
      await eventually(() => bench.telemetry.length > 0);
      await change();
      runner.wake();
      await running;
      expect(runner.wake()).toBe(false);
    }
  });
});
