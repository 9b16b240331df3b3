/** What a zod schema offers, structurally, so that the kernel depends on nothing. `parse` throws on invalid input. */
export interface EventDataSchema<Data = unknown> {
  parse(input: unknown): Data;
}

/** Turns data of version n into data of version n + 1. Pure and total over everything ever stored at version n. */
export type Upcaster = (data: unknown) => unknown;

/**
 * One event type as the log knows it. Strict on write (`schema`), tolerant of unknown fields on read.
 * Every version below `version` that was ever stored has its upcaster: `{ 1: v1 => v2, 2: v2 => v3 }` for version 3.
 */
export interface EventDefinition<Type extends string = string, Data = unknown> {
  /** Stable for ever: it is what the log holds. */
  readonly type: Type;
  /** Version new events are written with, from 1. */
  readonly version: number;
  readonly schema: EventDataSchema<Data>;
  /** By the version they read. Absent for a type still at version 1. */
  readonly upcasters?: Readonly<Record<number, Upcaster>>;
}
