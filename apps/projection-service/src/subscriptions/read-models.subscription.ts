import { Injectable } from '@nestjs/common';
import { EventStore } from '@postbode/event-store';
import { EnvelopeOpener, ProjectionRunner, projections, ReadModelDatabase, type FollowObserver } from '@postbode/read-model';

/** One runner a projection: one that is stuck does not hold up the others. */
@Injectable()
export class ReadModelsSubscription {
  constructor(
    private readonly store: EventStore,
    private readonly database: ReadModelDatabase,
    private readonly envelopes: EnvelopeOpener,
  ) {}

  async run(observer: FollowObserver, signal: AbortSignal): Promise<void> {
    const { store: log, database, envelopes } = this;
    const runners = projections.map((projection) => new ProjectionRunner({ log, database, projection, context: { envelopes }, observer }));
    await Promise.all(runners.map((runner) => runner.run(signal)));
  }
}
