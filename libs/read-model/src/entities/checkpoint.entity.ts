import { bigInteger, tableOf } from './columns.js';

/** How far a projection has read the log; written in the transaction of its rows. */
export interface CheckpointRow {
  readonly name: string;
  /** Of the projection's code that made the rows. */
  readonly version: number;
  readonly position: bigint;
}

export const CheckpointRow = tableOf<CheckpointRow>('checkpoint', {
  name: { type: 'text', primary: true },
  version: { type: 'int' },
  position: { type: 'bigint', transformer: bigInteger },
});
