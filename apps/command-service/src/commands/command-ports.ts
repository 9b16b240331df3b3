import type { EventStore } from '@postbode/event-store';
import type { Clock } from '@postbode/kernel';
import type { Vault } from '@postbode/vault';

/** Deployment switches of specification 1.3. */
export interface DeploymentSwitches {
  readonly allowNonSslEmail: boolean;
  readonly allowCredentialsEntryViaNonSecureChannels: boolean;
}

/** Everything the command service stands on; made and closed by whoever composes the app. */
export interface CommandServicePorts {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly deployment: DeploymentSwitches;
}

/** The same, as handlers ask for it: an interface leaves nothing to inject by. */
export abstract class CommandPorts implements CommandServicePorts {
  abstract readonly store: EventStore;
  abstract readonly vault: Vault;
  abstract readonly clock: Clock;
  abstract readonly deployment: DeploymentSwitches;
}
