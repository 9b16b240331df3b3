import type { Pool } from '@postbode/postgres';
import { findCanary } from '@postbode/vault/testing';

/** Every row of every table as text, by table; also what is sealed, which must not hold the secret in the clear. */
const databaseText = async (pool: Pool): Promise<Map<string, string>> => {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(`SELECT to_jsonb(t)::text AS text FROM ${name} t`);
    texts.set(name, rows.map(({ text }) => text).join('\n'));
  }
  return texts;
};

/** @returns where and in which form any of the secrets was found, of everything looked through */
export const findSecrets = async (
  pool: Pool,
  others: ReadonlyMap<string, string>,
  secrets: readonly string[],
): Promise<{ readonly found: readonly string[]; readonly searched: readonly string[] }> => {
  const places = new Map([...(await databaseText(pool)), ...others]);
  const found = [...places].flatMap(([place, text]) =>
    secrets.flatMap((secret) => findCanary(text, secret).map((form) => `${place}: ${form}`)),
  );
  return { found, searched: [...places].filter(([, text]) => text !== '').map(([place]) => place) };
};
