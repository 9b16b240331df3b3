import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A module of the bench in a process of its own, which answers one question and lives until it is disposed. */
export class Child<Answer> implements AsyncDisposable {
  private constructor(
    private readonly process: ChildProcess,
    readonly answer: Answer,
  ) {}

  /** Node's own options (`--cpu-prof`) are handed on. @throws when it ends without an answer */
  static async ask<Answer>(module: URL, question: unknown): Promise<Child<Answer>> {
    const child = fork(fileURLToPath(module), { stdio: ['ignore', 2, 2, 'ipc'] });
    child.send(question as object);
    const gone = once(child, 'exit').then(([code]) => {
      throw new Error(`${fileURLToPath(module)} ended with ${String(code)}.`);
    });
    const [answer] = (await Promise.race([once(child, 'message'), gone])) as [Answer];
    gone.catch(() => undefined);
    return new Child(child, answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.disconnect();
    await gone;
  }
}

/** The whole work of a process: one answer, and its end. */
export const inChild = async <Answer>(module: URL, question: unknown): Promise<Answer> => {
  await using child = await Child.ask<Answer>(module, question);
  return child.answer;
};

/** Called by such a module. @param closing what keeps the process alive; ended when the parent lets go of it */
export const answerParent = <Question, Answer>(work: (question: Question, closing: AsyncDisposableStack) => Promise<Answer>): void => {
  const closing = new AsyncDisposableStack();
  process.once('disconnect', () => void closing.disposeAsync());
  process.once('message', (question) => {
    work(question as Question, closing).then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        process.exit(1);
      },
    );
  });
};
