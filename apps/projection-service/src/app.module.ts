import { Module, type DynamicModule } from '@nestjs/common';
import { EventStore } from '@postbode/event-store';
import { EnvelopeOpener, FollowerPositions, LeaderLease, ReadModelDatabase, type FollowObserver } from '@postbode/read-model';
import { WorkFeed } from '@postbode/work-feed';
import { DispatchSubscription } from './subscriptions/dispatch.subscription.js';
import { ReactionsSubscription } from './subscriptions/reactions.subscription.js';
import { ReadModelsSubscription } from './subscriptions/read-models.subscription.js';
import { subscriptionObserver, Subscriptions } from './subscriptions/subscriptions.service.js';

export { projectionServiceParts } from './config.js';
export { observeLag, observeSubscriptions } from './subscriptions/subscription-metrics.js';
export { VaultEnvelopeOpener } from './envelopes/vault-envelope-opener.js';

/** Made, and closed, by whoever composes the app: shared with others in standalone. */
export interface ProjectionServicePorts {
  readonly store: EventStore;
  readonly feed: WorkFeed;
  /** Migrated. */
  readonly database: ReadModelDatabase;
  readonly envelopes: EnvelopeOpener;
  /** Unique per process, shown to operators. */
  readonly instanceId: string;
  readonly observer?: FollowObserver;
  /** Told of database failures while leading or waiting to. */
  readonly onLeaseFailure?: (error: unknown) => void;
}

const leaseOf = ({ database, instanceId, onLeaseFailure }: ProjectionServicePorts): LeaderLease =>
  new LeaderLease({
    database,
    name: 'projection-service',
    holder: instanceId,
    ...(onLeaseFailure === undefined ? {} : { onFailure: onLeaseFailure }),
  });

/** Follows the log once the application has started, and stops with it (`enableShutdownHooks` or `app.close()`). */
@Module({})
export class ProjectionServiceModule {
  static register(ports: ProjectionServicePorts): DynamicModule {
    return {
      module: ProjectionServiceModule,
      providers: [
        { provide: EventStore, useValue: ports.store },
        { provide: WorkFeed, useValue: ports.feed },
        { provide: ReadModelDatabase, useValue: ports.database },
        { provide: EnvelopeOpener, useValue: ports.envelopes },
        { provide: LeaderLease, useValue: leaseOf(ports) },
        { provide: FollowerPositions, useValue: new FollowerPositions(ports.database) },
        { provide: subscriptionObserver, useValue: ports.observer ?? {} },
        ReadModelsSubscription,
        DispatchSubscription,
        ReactionsSubscription,
        Subscriptions,
      ],
    };
  }
}
