import { EntitySchema, EntitySchemaOptions, type EntitySchemaColumnOptions, type ObjectLiteral, type ValueTransformer } from 'typeorm';

/** A table whose rows are plain objects: projections copy them, which class instances do not survive. */
export const tableOf = <Row extends ObjectLiteral>(
  name: string,
  columns: Record<keyof Row, EntitySchemaColumnOptions>,
): EntitySchema<Row> => new EntitySchema(Object.assign(new EntitySchemaOptions<Row>(), { name, columns }));

/** timestamptz as ISO 8601 in UTC with milliseconds: what the API shows and JSON carries. */
export const instant: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: Date | null) => value?.toISOString() ?? null,
};

/** bigint as `bigint`: TypeORM hands over text. */
export const bigInteger: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};

/** bigint as a number, for sizes, which stay far below 2^53. */
export const byteCount: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
