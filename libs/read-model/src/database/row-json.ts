import type { EntityMetadata, ObjectLiteral } from 'typeorm';

type Encode = (value: unknown) => string;

/** Neither holds anything JSON would escape. */
const plainText: Encode = (value) => `"${value as string}"`;

const encoders: Readonly<Record<string, Encode>> = {
  uuid: plainText,
  timestamptz: plainText,
  int: String,
  bigint: String,
  boolean: String,
};

interface RowColumn {
  readonly property: string;
  /** `,"column":` */
  readonly name: string;
  readonly encode: Encode;
}

const encoded = (row: ObjectLiteral, columns: readonly RowColumn[]): string => {
  let text = '';
  for (const { property, name, encode } of columns) {
    const value: unknown = row[property];
    if (value !== null) text += name + encode(value);
  }
  return `{${text.slice(1)}}`;
};

/**
 * Rows as the JSON array `json_populate_recordset` takes; nulls are left out. Written by hand because it is the hottest code of
 * a rebuild: renaming properties and `JSON.stringify` took 8 µs a row, this takes 3.
 */
export const rowsToJson = (metadata: EntityMetadata, rows: readonly ObjectLiteral[]): string => {
  const columns = metadata.columns.map(({ databaseName, propertyName, type }) => ({
    property: propertyName,
    name: `,"${databaseName}":`,
    encode: encoders[type as string] ?? JSON.stringify,
  }));
  return `[${rows.map((row) => encoded(row, columns)).join(',')}]`;
};
