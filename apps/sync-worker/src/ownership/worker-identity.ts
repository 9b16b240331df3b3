/** Unique per process; shown to operators and kept as the actor of everything the worker decides. */
export class WorkerIdentity {
  constructor(readonly consumerId: string) {}
}
