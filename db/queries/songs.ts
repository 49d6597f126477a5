import { setImmediate as turn } from 'node:timers/promises';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { searchEntry } from '../../src/text/search-words.ts';
import { inBatches } from '../batches.ts';
import type { Schema, SongOrigin } from '../schema.ts';
import { changeAndLink } from './duplicates.ts';

/*
 * Every statement that changes several songs locks them in the order of their ids, as `lockSongs` and
 * `savePredictions` do: two that met half-way in different orders would wait for each other for ever.
 */

/** Rows a statement. */
const BATCH = 500;

/** A song as a caller hands it in; see `SongsTable` for what each field means. */
export interface SongInput {
  readonly video_id: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly channel: string;
  readonly channel_id: string;
  readonly genre: string;
  readonly artist: string;
  readonly instruments: readonly string[];
  readonly duration_s: number | null;
  readonly license: string;
  readonly attribution: string;
  readonly origin: SongOrigin;
  readonly published_at: Date | null;
  readonly fetched_at: Date | null;
  readonly regions_allowed: readonly string[] | null;
  readonly regions_blocked: readonly string[];
  /** Unknown unless given. */
  readonly made_for_kids?: boolean | null;
}

export interface UpsertResult {
  /** Ids that were not in the catalogue. */
  readonly added: string[];
  /** Ids whose text is another than before, so that their prediction no longer holds. */
  readonly changed: string[];
  readonly unchanged: number;
}

/**
 * Writes songs as just read from their origin: new ones are added, known ones take over every field. Erased ones are
 * available again; one that people took out kept its text and stays out. Where a song has come from elsewhere meanwhile,
 * YouTube's text does not replace its own. `updated_at` moves only when text that the classifier reads has changed. Ids
 * must be distinct.
 */
export async function upsertSongs(
  db: Kysely<Schema>,
  songs: readonly SongInput[],
  now: Date,
): Promise<UpsertResult> {
  const result = { added: [] as string[], changed: [] as string[], unchanged: 0 };
  for await (const batch of inBatches(songs, BATCH)) {
    // The outer select reads the table as it was before the statement, which is how "changed" is told.
    const { rows } = await sql<{ video_id: string; was: 'absent' | 'other' | 'same' }>`
      with input as (${inputRows(batch)}), written as (
        insert into songs (${COLUMNS}, updated_at)
        select ${COLUMNS}, ${now}::timestamptz from input order by video_id
        on conflict (video_id) do update set
          title = excluded.title, description = excluded.description, tags = excluded.tags,
          channel = excluded.channel, channel_id = excluded.channel_id, genre = excluded.genre,
          artist = excluded.artist, instruments = excluded.instruments, duration_s = excluded.duration_s,
          license = excluded.license, attribution = excluded.attribution, origin = excluded.origin,
          published_at = excluded.published_at, fetched_at = excluded.fetched_at,
          regions_allowed = excluded.regions_allowed, regions_blocked = excluded.regions_blocked,
          made_for_kids = excluded.made_for_kids,
          search_title = excluded.search_title, search_terms = excluded.search_terms,
          available = songs.available or songs.title = '',
          updated_at = case when ${textOf('songs')} is distinct from ${textOf('excluded')}
                            then excluded.updated_at else songs.updated_at end
        where songs.origin = 'youtube' or excluded.origin <> 'youtube'
        returning video_id
      )
      select written.video_id,
             case when before.video_id is null then 'absent'
                  when ${textOf('before')} is distinct from ${textOf('input')} then 'other'
                  else 'same' end as was
      from written
      join input on input.video_id = written.video_id
      left join songs before on before.video_id = written.video_id
    `.execute(db);
    for (const { video_id, was } of rows) {
      if (was === 'absent') result.added.push(video_id);
      else if (was === 'other') result.changed.push(video_id);
      else result.unchanged += 1;
    }
  }
  return result;
}

/**
 * Adds those of the songs whose ids the catalogue has never had; known ones stay exactly as they are.
 *
 * @returns the ids that were added.
 */
export async function insertNewSongs(
  db: Kysely<Schema>,
  songs: readonly SongInput[],
  now: Date,
): Promise<string[]> {
  const added: string[] = [];
  for await (const batch of inBatches(songs, BATCH)) {
    const { rows } = await sql<{ video_id: string }>`
      insert into songs (${COLUMNS}, created_at, updated_at)
      select ${COLUMNS}, ${now}::timestamptz, ${now}::timestamptz from (${inputRows(batch)}) input
      order by video_id
      on conflict (video_id) do nothing
      returning video_id
    `.execute(db);
    for (const row of rows) added.push(row.video_id);
  }
  return added;
}

/**
 * Gives songs the title and description that they lack; `fillSearchEntries` has them found by a title. Text from YouTube is left alone: where it is empty it was
 * erased, and may come back only from there.
 *
 * @returns the ids whose text has changed.
 */
export async function fillEmptyText(
  db: Kysely<Schema>,
  songs: readonly SongInput[],
  now: Date,
): Promise<string[]> {
  const filled: string[] = [];
  for await (const batch of inBatches(songs, BATCH)) {
    const ids = batch.map((song) => song.video_id);
    await changeLocked(db, sql`video_id = any(${ids}::text[])`, async (trx) => {
      const { rows } = await sql<{ video_id: string }>`
        update songs set
          title = case when songs.title = '' then input.title else songs.title end,
          description = case when songs.description = '' then input.description else songs.description end,
          search_title = case when songs.title = '' then null else songs.search_title end,
          search_terms = case when songs.title = '' then null else songs.search_terms end,
          updated_at = ${now}::timestamptz
        from (${inputRows(batch)}) input
        where songs.video_id = input.video_id and songs.origin <> 'youtube'
          and ((songs.title = '' and input.title <> '') or (songs.description = '' and input.description <> ''))
        returning songs.video_id
      `.execute(trx);
      for (const row of rows) filled.push(row.video_id);
    });
  }
  return filled;
}

/** Which of the ids the catalogue has, available or not. */
export async function knownSongIds(db: Kysely<Schema>, videoIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ video_id: string }>`
    select video_id from songs where video_id = any(${[...videoIds]}::text[])
  `.execute(db);
  return new Set(rows.map((row) => row.video_id));
}

/** A song whose text is due, with what its place in the line is told by. */
export interface DueSong {
  readonly videoId: string;
  /** When its text was read, as the database writes it: a Date has no microseconds. */
  readonly readAt: string;
}

/** Songs whose YouTube text was read before `olderThan`, oldest first; with `after`, those behind that one. */
export async function songsForRefresh(
  db: Kysely<Schema>,
  olderThan: Date,
  limit: number,
  after?: DueSong,
): Promise<DueSong[]> {
  const { rows } = await oldestTexts(olderThan, limit, after).execute(db);
  return rows;
}

/** The query of {@link songsForRefresh}; its conditions are those of the index `songs_refresh`. */
export function oldestTexts(olderThan: Date, limit: number, after?: DueSong): RawBuilder<DueSong> {
  const behind =
    after === undefined
      ? sql``
      : sql`and (fetched_at, video_id) > (${after.readAt}::timestamptz, ${after.videoId})`;
  return sql`
    select video_id as "videoId", fetched_at::text as "readAt" from songs
    where origin = 'youtube' and fetched_at is not null and fetched_at < ${olderThan}::timestamptz ${behind}
    order by fetched_at, video_id limit ${limit}
  `;
}

/**
 * Takes out songs that YouTube does not offer any more, and erases what its API said about them together with the
 * predictions made from it; their votes stay. They come back only when a source finds them anew. Where others point to
 * one of them, one of those takes its place in the same transaction.
 */
export async function eraseSongs(db: Kysely<Schema>, videoIds: readonly string[], now: Date): Promise<void> {
  for await (const batch of inBatches(videoIds, BATCH)) {
    await changeAndLink(db, batch, {
      change: async (trx) => {
        await erase(trx, sql`video_id = any(${batch}::text[]) and origin = 'youtube'`, sql`null`, now);
      },
    });
  }
}

/**
 * Takes out and erases, as {@link eraseSongs} does, the songs whose YouTube text was read before `olderThan` and may
 * no longer be kept. They stay due for refreshing, which brings them back.
 *
 * @returns the ids that were erased now.
 */
export async function eraseExpiredSongs(db: Kysely<Schema>, olderThan: Date, now: Date): Promise<string[]> {
  const ids: string[] = [];
  const expired = sql`origin = 'youtube' and fetched_at < ${olderThan}::timestamptz and title <> ''`;
  for (let last = ''; ; await turn()) {
    const { rows } = await sql<{ video_id: string }>`
      select video_id from songs where ${expired} and video_id > ${last}
      order by video_id limit ${sql.lit(BATCH)}
    `.execute(db);
    const due = rows.map((row) => row.video_id);
    const latest = due.at(-1);
    if (latest === undefined) return ids;
    last = latest;
    const which = sql`video_id = any(${due}::text[]) and ${expired}`;
    await changeAndLink(db, due, {
      change: async (trx) => {
        for (const id of await erase(trx, which, sql`fetched_at`, now)) ids.push(id);
      },
    });
  }
}

/** Erases the songs that `which` holds for, which must be locked already. Returns their ids. */
async function erase(
  trx: Kysely<Schema>,
  which: RawBuilder<unknown>,
  fetchedAt: RawBuilder<unknown>,
  now: Date,
): Promise<string[]> {
  const { rows } = await sql<{ video_id: string }>`
    update songs set ${ERASED}, fetched_at = ${fetchedAt}, updated_at = ${now}::timestamptz where ${which}
    returning video_id
  `.execute(trx);
  const ids = rows.map((row) => row.video_id);
  if (ids.length > 0) await trx.deleteFrom('scores').where('video_id', 'in', ids).execute();
  return ids;
}

export interface SongCounts {
  readonly total: number;
  readonly available: number;
  readonly byOrigin: Readonly<Record<SongOrigin, number>>;
}

/** How many songs there are, for people; `byOrigin` counts the available ones. */
export async function songCounts(db: Kysely<Schema>): Promise<SongCounts> {
  const { rows } = await sql<{ origin: SongOrigin; total: number; available: number }>`
    select origin, count(*)::int as total, (count(*) filter (where available))::int as available
    from songs group by origin
  `.execute(db);
  const byOrigin: Record<SongOrigin, number> = { starter: 0, youtube: 0, import: 0 };
  for (const row of rows) byOrigin[row.origin] = row.available;
  return {
    total: rows.reduce((sum, row) => sum + row.total, 0),
    available: rows.reduce((sum, row) => sum + row.available, 0),
    byOrigin,
  };
}

/**
 * Locks the songs that `which` holds for in the order of their ids, at most {@link BATCH}, and changes them in the
 * same transaction. Two statements, not one: a statement sees rows as they were when it began, so that one which
 * locks and changes would come back to a version that another has replaced meanwhile, and may find somebody there
 * who waits for its own lock on the newer one.
 *
 * @returns the ids that were locked; without any, `change` is not called.
 */
function changeLocked(
  db: Kysely<Schema>,
  which: RawBuilder<unknown>,
  change: (trx: Kysely<Schema>, locked: string[]) => Promise<void>,
): Promise<string[]> {
  const work = async (trx: Kysely<Schema>) => {
    const { rows } = await sql<{ video_id: string }>`
      select video_id from songs where ${which} order by video_id limit ${sql.lit(BATCH)} for no key update
    `.execute(trx);
    const locked = rows.map((row) => row.video_id);
    if (locked.length > 0) await change(trx, locked);
    return locked;
  };
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

const ERASED = sql`
  available = false, title = '', description = '', tags = '{}', channel = '', channel_id = '', genre = '',
  artist = '', instruments = '{}', attribution = '', duration_s = null, published_at = null,
  regions_allowed = null, regions_blocked = '{}', made_for_kids = null, duplicate_of = null, prediction_outdated = false,
  search_title = '', search_terms = ''
`;

const COLUMNS = sql.raw(
  'video_id, title, description, tags, channel, channel_id, genre, artist, instruments, duration_s, license,' +
    ' attribution, origin, published_at, fetched_at, regions_allowed, regions_blocked, made_for_kids, search_title,' +
    ' search_terms',
);

/** The text the classifier reads, as one comparable row. */
function textOf(table: string) {
  const fields = ['title', 'description', 'tags', 'channel', 'genre', 'artist', 'instruments'];
  return sql.raw(`(${fields.map((field) => `${table}.${field}`).join(', ')})`);
}

/** One JSON parameter for the whole batch: arrays of unequal length cannot be unnested. */
function inputRows(songs: readonly SongInput[]) {
  return sql`
    select * from json_to_recordset(${JSON.stringify(songs.map(withSearch), storable)}::text::json) as rows (
      video_id text, title text, description text, tags text[], channel text, channel_id text, genre text,
      artist text, instruments text[], duration_s integer, license text, attribution text, origin text,
      published_at timestamptz, fetched_at timestamptz, regions_allowed text[], regions_blocked text[],
      made_for_kids boolean, search_title text, search_terms text
    )
  `;
}

function withSearch(song: SongInput) {
  const { title, terms } = searchEntry({ title: song.title, by: song.artist || song.channel });
  return { ...song, search_title: title, search_terms: terms };
}

/** PostgreSQL stores neither the NUL character nor halves of surrogate pairs. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;
}
