import pg from 'pg';

/** What the scores and their indexes take on the disk, in megabytes of 10^6 bytes. */
export function megabytesOfScores(databaseUrl: string): Promise<number> {
  return number(databaseUrl, "select pg_total_relation_size('scores') / 1e6 as value");
}

/** Seconds from the moment the active model's training began until it was the active one. */
export function secondsToSwitch(databaseUrl: string): Promise<number> {
  return number(
    databaseUrl,
    "select extract(epoch from activated_at - trained_at) as value from models where status = 'active'",
  );
}

async function number(databaseUrl: string, query: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(query);
    return Number(rows[0]?.value);
  } finally {
    await client.end();
  }
}
