import { DomainError } from '@postbode/kernel';

interface Waiting<Thread> {
  readonly take: (thread: Thread) => void;
  readonly refuse: (reason: Error) => void;
}

/** Hands a few threads to many callers, first come, first served; refuses when too many wait, so that memory stays bounded. */
export class ThreadQueue<Thread extends AsyncDisposable> implements AsyncDisposable {
  private readonly idle: Thread[];
  private readonly waiting = new Set<Waiting<Thread>>();
  private stopped = false;

  constructor(
    private readonly threads: readonly Thread[],
    private readonly maxWaiting: number,
  ) {
    this.idle = [...threads];
  }

  /** @throws DomainError `mail.parser-busy`, `mail.parser-stopped`; the signal's reason while waiting; what `work` throws */
  async use<Result>(work: (thread: Thread) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const thread = await this.take(signal);
    try {
      return await work(thread);
    } finally {
      this.giveBack(thread);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopped = true;
    for (const { refuse } of this.waiting) refuse(stoppedError());
    await Promise.all(this.threads.map((thread) => thread[Symbol.asyncDispose]()));
  }

  private async take(signal?: AbortSignal): Promise<Thread> {
    if (this.stopped) throw stoppedError();
    const free = this.idle.pop();
    if (free !== undefined) return free;
    if (this.waiting.size >= this.maxWaiting) throw new DomainError('mail.parser-busy', 'unavailable', 'Too many messages wait to be read');
    return this.wait(signal);
  }

  private wait(signal?: AbortSignal): Promise<Thread> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiting.delete(place);
        signal?.removeEventListener('abort', abort);
      };
      const place: Waiting<Thread> = {
        take: (thread) => {
          leave();
          resolve(thread);
        },
        refuse: (reason) => {
          leave();
          reject(reason);
        },
      };
      const abort = (): void => place.refuse(signal?.reason as Error);
      this.waiting.add(place);
      signal?.addEventListener('abort', abort);
    });
  }

  private giveBack(thread: Thread): void {
    const [next] = this.waiting;
    if (next === undefined) this.idle.push(thread);
    else next.take(thread);
  }
}

const stoppedError = (): DomainError => new DomainError('mail.parser-stopped', 'unavailable', 'The parser was stopped');
