import type { BlobStore } from '@postbode/blob-store';
import type { EventStore } from '@postbode/event-store';
import type { Actor, Clock } from '@postbode/kernel';
import type { MailConnectors } from '@postbode/mail';
import type { SyncTelemetry } from '@postbode/read-model';
import type { Vault } from '@postbode/vault';
import type { LimitFunction } from 'p-limit';

export interface WorkerOptions {
  /** Milliseconds between two looks at a mailbox; a profile's minimum polling interval is a floor above it. */
  readonly pollIntervalMs: number;
  /** Milliseconds: ceiling of the first wait after a passing failure; doubles with every one after it. */
  readonly retryBaseMs: number;
  /** Milliseconds: no wait after a failure is longer, unless the server asks for it. */
  readonly retryCapMs: number;
}

/** Every five minutes is the cadence of the specification (1.6). */
export const defaultWorkerOptions: WorkerOptions = { pollIntervalMs: 300_000, retryBaseMs: 2_000, retryCapMs: 300_000 };

export interface WorkerLog {
  warn(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

/** Counts for the metrics; addresses are never labels (pitfall 78). */
export interface WorkerMeter {
  passCompleted(processed: number, seconds: number): void;
  passFailed(code: string): void;
  runnersActive(count: number): void;
}

/** Everything a runner needs; shared by all runners of a worker. */
export interface WorkerPorts {
  readonly store: EventStore;
  readonly blobs: BlobStore;
  readonly vault: Vault;
  readonly connectors: MailConnectors;
  readonly telemetry: Pick<SyncTelemetry, 'record'>;
  readonly clock: Clock;
  readonly actor: Actor;
  readonly options: WorkerOptions;
  readonly log: WorkerLog;
  readonly meter: WorkerMeter;
  /** How many mailboxes are looked through at the same time: bounds memory. */
  readonly passes: LimitFunction;
}
