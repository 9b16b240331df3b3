import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { DomainError } from '@postbode/kernel';
import { MessageUnreadableError } from '../message-unreadable.errors.js';
import type { MimeLimits } from '../mime-limits.js';
import { parserWorkerSource, type WorkerReply, type WorkerRequest, type WorkerSettings } from './parser-worker-source.js';

const settingsOf = (limits: MimeLimits): WorkerSettings => ({
  parser: createRequire(import.meta.url).resolve('postal-mime'),
  depth: limits.depth,
  allHeaderBytes: limits.allHeaderBytes,
  textChars: limits.textChars,
});

/** @param ended called when it is no more, for whatever reason */
const startWorker = async (limits: MimeLimits, ended: () => void): Promise<Worker> => {
  const worker = new Worker(parserWorkerSource, {
    eval: true,
    name: 'mime-parser',
    workerData: settingsOf(limits),
    execArgv: [],
    env: {}, // secrets of the process are not its business
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: 32 },
  });
  worker.once('exit', ended);
  await once(worker, 'message'); // `ready`; rejects when it cannot start
  worker.on('error', () => undefined); // one that dies between messages must not end the process
  worker.unref();
  return worker;
};

const verdictOf = (error: unknown): MessageUnreadableError => {
  const outOfMemory = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new MessageUnreadableError(outOfMemory ? 'too-large-in-memory' : 'parser-failed', error);
};

const stopped = (): DomainError => new DomainError('mail.parser-stopped', 'unavailable', 'The parser was stopped');

/** One worker thread, started with its first message and again after one that killed it. Takes one message at a time. */
export class ParserThread implements AsyncDisposable {
  private starting: Promise<Worker> | undefined;

  constructor(private readonly limits: MimeLimits) {}

  /**
   * @param request its buffer is transferred
   * @throws MessageUnreadableError `too-slow`, `too-large-in-memory`, `parser-failed`; the signal's reason
   */
  async run(request: WorkerRequest, signal?: AbortSignal): Promise<WorkerReply> {
    const worker = await this.ready();
    signal?.throwIfAborted();
    try {
      return await this.exchange(worker, request, signal);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = await this.starting?.catch(() => undefined);
    await worker?.terminate();
  }

  private ready(): Promise<Worker> {
    this.starting ??= startWorker(this.limits, () => (this.starting = undefined));
    return this.starting;
  }

  /** Sends the request and takes what comes first: the reply, the worker's end, the deadline, the caller's abort. */
  private exchange(worker: Worker, request: WorkerRequest, signal?: AbortSignal): Promise<WorkerReply> {
    return new Promise((resolve, reject) => {
      const onReply = (reply: WorkerReply): void => settle(() => resolve(reply));
      const onError = (error: unknown): void => settle(() => reject(verdictOf(error)));
      const onExit = (): void => settle(() => reject(stopped()));
      const onAbort = (): void => settle(() => reject(signal?.reason as Error));
      const deadline = setTimeout(() => settle(() => reject(new MessageUnreadableError('too-slow'))), this.limits.parseMs);
      const settle = (how: () => void): void => {
        clearTimeout(deadline);
        worker.off('message', onReply).off('error', onError).off('exit', onExit);
        signal?.removeEventListener('abort', onAbort);
        worker.unref();
        how();
      };
      worker.on('message', onReply).on('error', onError).on('exit', onExit);
      signal?.addEventListener('abort', onAbort);
      worker.ref();
      worker.postMessage(request, [request.raw]);
    });
  }
}
