import type { PostgresPool } from 'kysely';
import type { ConstructorOptions } from 'pg-boss';

/**
 * pg-boss's way to the database by our own pool: the same settings of sessions, the same patience, and no connections
 * besides. A text without values may hold several statements; the rows of all of them come back.
 */
export function jobsConnection(pool: PostgresPool): NonNullable<ConstructorOptions['db']> {
  return {
    async executeSql(text, values = []) {
      const client = await pool.connect();
      let result: unknown;
      try {
        result = await client.query(text, values);
      } catch (error) {
        // A text of several statements may have left its transaction open.
        client.release(true);
        throw error;
      }
      client.release();
      return { rows: (Array.isArray(result) ? result : [result]).flatMap((one) => one.rows) };
    },
  };
}
