import pg from 'pg';

/** Songs a statement: enough for the server, few enough for its write-ahead log to be given back in between. */
const BATCH = 50_000;

export interface FillOptions {
  /** A migrated database with the starter catalogue in it. */
  readonly databaseUrl: string;
  /** How many songs there are afterwards. */
  readonly songs: number;
  /** As many of them come from YouTube and are due to be read again; the others were read lately. None unless given. */
  readonly due?: number;
  readonly progress: (line: string) => void;
}

/**
 * Fills the catalogue up with songs put together from those of the starter catalogue: titles, artists, genres and
 * instruments of several under one id, with tags and a description of some 500 characters. The same ones every time.
 */
export async function fillCatalogue({ databaseUrl, songs, due, progress }: FillOptions): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(PARTS);
    const { rows } = await client.query<{ count: number }>('select count(*)::integer as count from songs');
    const missing = songs - (rows[0]?.count ?? 0);
    const origin = due === undefined ? 'import' : 'youtube';
    for (let first = 1; first <= missing; first += BATCH) {
      await client.query(SONGS, [first, Math.min(missing, first + BATCH - 1), origin, due ?? 0]);
      progress(`catalogue: ${Math.min(missing, first + BATCH - 1)} of ${missing} songs put together`);
    }
    await client.query('drop table parts');
    await client.query('vacuum analyze songs');
  } finally {
    await client.end();
  }
}

const PARTS = `
  create temporary table parts as
  select (row_number() over (order by video_id) - 1)::integer as n, title, artist, channel, channel_id, genre,
    instruments, license, attribution
  from songs where origin = 'starter'
`;

/** Part \`k\` of song \`g\`; the hash is the server's own and depends on nothing else. */
const part = (k: number) =>
  `parts p${k} on p${k}.n = abs(hashint8extended(g, ${k}) % (select count(*) from parts))`;

const SONGS = `
  insert into songs (video_id, title, description, tags, channel, channel_id, genre, artist, instruments, license,
    attribution, origin, duration_s, fetched_at)
  select
    left(translate(encode(decode(md5('song ' || g), 'hex'), 'base64'), '+/', '-_'), 11),
    p1.title || ' ' || split_part(p2.title, ' ', 1) || ' | No Copyright Music',
    concat_ws(E'\\n', p1.title || ' by ' || p1.artist || ': ' || lower(p2.genre) || ' with '
        || array_to_string(p2.instruments || p3.instruments, ', '),
      'More like this: ' || concat_ws(', ', p3.title, p4.title, p5.title, p6.title, p2.title),
      p1.attribution, p2.attribution, p3.attribution, p4.attribution,
      'Free to use in your videos. ' || p1.license),
    array_remove(lower(p1.genre) || lower(p3.genre) || p2.instruments || regexp_split_to_array(lower(p4.title), ' +'), ''),
    p5.channel, p5.channel_id, p1.genre, p1.artist, p1.instruments, p1.license, p1.attribution, $3::text,
    60 + abs(hashint8extended(g, 7) % 300),
    case when $3::text <> 'youtube' then null
      when g <= $4::bigint then now() - interval '26 days'
      else now() - interval '20 days' * (abs(hashint8extended(g, 8) % 1000) / 1000.0) end
  from generate_series($1::bigint, $2::bigint) g
  join ${[1, 2, 3, 4, 5, 6].map(part).join(' join ')}
`;
