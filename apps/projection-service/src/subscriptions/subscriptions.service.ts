import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { keepFollowing, LeaderLease, type FollowObserver } from '@postbode/read-model';
import { DispatchSubscription } from './dispatch.subscription.js';
import { ReactionsSubscription } from './reactions.subscription.js';
import { ReadModelsSubscription } from './read-models.subscription.js';

/** Token of the {@link FollowObserver}. */
export const subscriptionObserver = Symbol('subscription observer');

/**
 * Everything that follows the log, in the one process that leads; the others stand by. Two leaders for a moment do no harm:
 * checkpoints guard the read models, the feed drops repeated positions, and reactions have the ids of their causes.
 */
@Injectable()
export class Subscriptions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly readModels: ReadModelsSubscription,
    private readonly dispatch: DispatchSubscription,
    private readonly reactions: ReactionsSubscription,
    private readonly lease: LeaderLease,
    @Inject(subscriptionObserver) private readonly observer: FollowObserver,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.lease.lead((leading) => this.followAll(leading), this.stopping.signal);
  }

  /** Batches in hand are finished, the lead is given back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async followAll(signal: AbortSignal): Promise<void> {
    const { observer } = this;
    const followers = [this.dispatch, this.reactions];
    await Promise.all([
      this.readModels.run(observer, signal),
      ...followers.map((follower) => keepFollowing({ name: follower.name, follow: (stop) => follower.follow(stop), observer }, signal)),
    ]);
  }
}
