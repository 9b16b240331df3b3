import { z } from 'zod';

/** One event type: its literal name, the newest version of its data and how older versions become the newest. */
export interface DomainEventDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly type: Type;
  readonly version: number;
  readonly schema: Schema;
  /** From version n to n + 1, pure. */
  readonly upcasters: Readonly<Record<number, (data: unknown) => unknown>>;
  /** One sentence for `docs/reference/events.md`. */
  readonly describes: string;
}

export type EventOf<Definition> =
  Definition extends DomainEventDefinition<infer Type, infer Schema> ? { readonly type: Type; readonly data: z.output<Schema> } : never;

export const defineEvent = <Type extends string, Schema extends z.ZodType>(
  type: Type,
  describes: string,
  schema: Schema,
  options: { version?: number; upcasters?: Readonly<Record<number, (data: unknown) => unknown>> } = {},
): DomainEventDefinition<Type, Schema> => ({
  type,
  describes,
  schema,
  version: options.version ?? 1,
  upcasters: options.upcasters ?? {},
});

type Changes<Shape extends z.ZodRawShape> = z.ZodObject<
  {
    [Key in keyof Shape]: z.ZodOptional<z.ZodObject<{ from: Shape[Key]; to: Shape[Key] }, z.core.$strict>>;
  },
  z.core.$strict
>;

/** Field by field `from` → `to`: what auditors read and what `evolve` applies. */
export const changesOf = <Shape extends z.ZodRawShape>(settings: z.ZodObject<Shape>): Changes<Shape> =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(settings.shape).map(([field, schema]) => [field, z.strictObject({ from: schema, to: schema }).optional()]),
    ),
  ) as unknown as Changes<Shape>;

type ChangeSet<T> = { readonly [Key in keyof T]?: { readonly from: T[Key]; readonly to: T[Key] } | undefined };

/** The difference between two settings; fields that stay are left out. Settings hold scalars only. */
export const differences = <T extends object>(before: T, after: T): ChangeSet<T> =>
  Object.fromEntries(
    (Object.keys(after) as (keyof T)[])
      .filter((field) => before[field] !== after[field])
      .map((field) => [field, { from: before[field], to: after[field] }]),
  ) as ChangeSet<T>;

export const applyChanges = <T extends object>(settings: T, changes: ChangeSet<T>): T => ({
  ...settings,
  ...Object.fromEntries(
    Object.entries(changes as Record<string, { to: unknown } | undefined>).flatMap(([field, change]) =>
      change === undefined ? [] : [[field, change.to]],
    ),
  ),
});
