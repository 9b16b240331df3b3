/** The named fields, and no others: what a row gains later stays inside until somebody names it. */
export const pick = <T extends object, Key extends keyof T & string>(from: T, fields: readonly Key[]): Pick<T, Key> =>
  Object.fromEntries(fields.map((field) => [field, from[field]])) as Pick<T, Key>;

export const keysOf = <T extends object>(shape: T): (keyof T & string)[] => Object.keys(shape) as (keyof T & string)[];
