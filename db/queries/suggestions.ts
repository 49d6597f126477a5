import { type Kysely, sql } from 'kysely';
import type { Schema, SuggestionStatus } from '../schema.ts';

export interface NewSuggestion {
  readonly videoId: string;
  readonly guildId: string | null;
  readonly channelId: string;
  readonly memberId: string;
  /** Whether who suggests it may bring back what was declined. */
  readonly evenIfDeclined?: boolean;
}

export interface SuggestionLimits {
  /** How many of a member's, and of a server's, may wait at the same time. */
  readonly perMember: number;
  readonly perGuild: number;
}

/** Why a suggestion is not recorded: the same song waits or was declined, or too many others wait. */
export type NotTaken = 'own' | 'waiting' | 'declined' | 'member-full' | 'guild-full';

/** Why a suggestion would not be recorded at this moment; undefined where it would. */
export async function reasonNotToTake(
  db: Kysely<Schema>,
  { videoId, guildId, memberId, evenIfDeclined = false }: NewSuggestion,
  { perMember, perGuild }: SuggestionLimits,
): Promise<NotTaken | undefined> {
  const { rows } = await sql<{ reason: NotTaken | null }>`
    select case
      when bool_or(video_id = ${videoId} and status = 'waiting' and member_id = ${memberId}) then 'own'
      when bool_or(video_id = ${videoId} and status = 'waiting') then 'waiting'
      when bool_or(video_id = ${videoId} and status = 'declined') and not ${evenIfDeclined}::boolean then 'declined'
      when count(*) filter (where status = 'waiting' and member_id = ${memberId}) >= ${perMember}::integer
        then 'member-full'
      when count(*) filter (where status = 'waiting' and guild_id = ${guildId}) >= ${perGuild}::integer
        then 'guild-full'
    end as reason
    from suggestions
  `.execute(db);
  return rows[0]?.reason ?? undefined;
}

/** Records a suggestion, unless there is a {@link reasonNotToTake}. @returns its number, or the reason. */
export async function insertSuggestion(
  db: Kysely<Schema>,
  suggestion: NewSuggestion,
  limits: SuggestionLimits,
  now: Date,
): Promise<number | NotTaken> {
  return db.transaction().execute(async (trx) => {
    // One after another: two that are counted at the same time would both find room for one.
    await sql`lock table suggestions in share row exclusive mode`.execute(trx);
    const reason = await reasonNotToTake(trx, suggestion, limits);
    if (reason !== undefined) return reason;
    const { suggestion_id } = await trx
      .insertInto('suggestions')
      .values({
        video_id: suggestion.videoId,
        guild_id: suggestion.guildId,
        channel_id: suggestion.channelId,
        member_id: suggestion.memberId,
        created_at: now,
      })
      .returning('suggestion_id')
      .executeTakeFirstOrThrow();
    return suggestion_id;
  });
}

/** Ties a suggestion to the message that shows it to everybody. */
export async function setSuggestionMessage(
  db: Kysely<Schema>,
  suggestionId: number,
  messageId: string,
): Promise<void> {
  await db
    .updateTable('suggestions')
    .set({ message_id: messageId })
    .where('suggestion_id', '=', suggestionId)
    .execute();
}

/** Which song a suggestion is about, how it stands and where it is shown. */
export async function suggestionById(
  db: Kysely<Schema>,
  suggestionId: number,
): Promise<
  { videoId: string; status: SuggestionStatus; channelId: string; messageId: string | null } | undefined
> {
  return db
    .selectFrom('suggestions')
    .select(['video_id as videoId', 'status', 'channel_id as channelId', 'message_id as messageId'])
    .where('suggestion_id', '=', suggestionId)
    .executeTakeFirst();
}

/** Decides on a waiting suggestion and forgets who made it. @returns false when it does not wait any more. */
export async function settleSuggestion(
  db: Kysely<Schema>,
  suggestionId: number,
  status: Exclude<SuggestionStatus, 'waiting'>,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('suggestions')
    .set({ status, decided_at: now, member_id: null })
    .where('suggestion_id', '=', suggestionId)
    .where('status', '=', 'waiting')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Takes a waiting suggestion back. */
export async function deleteSuggestion(db: Kysely<Schema>, suggestionId: number): Promise<void> {
  await db
    .deleteFrom('suggestions')
    .where('suggestion_id', '=', suggestionId)
    .where('status', '=', 'waiting')
    .execute();
}

/** Deletes suggestions made before a moment, and decisions made before it. */
export async function deleteOldSuggestions(db: Kysely<Schema>, before: Date): Promise<void> {
  await sql`
    delete from suggestions where coalesce(decided_at, created_at) < ${before}::timestamptz
  `.execute(db);
}

export interface WaitingRow {
  readonly suggestionId: number;
  readonly videoId: string;
  readonly createdAt: Date;
}

/** The suggestions that have waited longest. */
export async function oldestWaiting(db: Kysely<Schema>, limit: number): Promise<WaitingRow[]> {
  return db
    .selectFrom('suggestions')
    .select(['suggestion_id as suggestionId', 'video_id as videoId', 'created_at as createdAt'])
    .where('status', '=', 'waiting')
    .orderBy('created_at')
    .orderBy('suggestion_id')
    .limit(limit)
    .execute();
}

/** How many suggestions wait for a decision. */
export async function countWaitingSuggestions(db: Kysely<Schema>): Promise<number> {
  const { count } = await db
    .selectFrom('suggestions')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('status', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return count;
}

/** What the catalogue knows of a video: a song, one that people or a check took out, or nothing that it may keep. */
export async function knownAs(
  db: Kysely<Schema>,
  videoId: string,
): Promise<'song' | 'taken-out' | 'withdrawn' | undefined> {
  const row = await db
    .selectFrom('songs')
    .select(['available', 'title', 'withdrawn'])
    .where('video_id', '=', videoId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.available) return 'song';
  if (row.withdrawn) return 'withdrawn';
  return row.title === '' ? undefined : 'taken-out';
}
