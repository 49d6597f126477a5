import type { Kysely, Transaction } from 'kysely';
import { deleteCard, insertCards, lockChannel, recentVideoIds } from '../../db/queries/cards.ts';
import { repeatWindow } from '../../db/queries/guilds.ts';
import { type RankedSong, topSongs } from '../../db/queries/ranking.ts';
import { deleteVotes, lockSongs, recount } from '../../db/queries/votes.ts';
import type { Schema } from '../../db/schema.ts';
import { UserError } from '../errors/user-error.ts';
import { MOOD_INFO, type Mood } from '../moods.ts';
import { drawByScore, goodOnes } from './ranking.ts';

/** How many of the best songs may be drawn. */
const POOL = 100;

/** How many songs one request may ask for. */
export const MOST_SONGS = 5;

export interface RecommendDependencies {
  readonly db: Kysely<Schema>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export interface RecommendRequest {
  readonly mood: Mood;
  /** 1 to {@link MOST_SONGS}. */
  readonly count: number;
  /** Where the cards will be shown; without it nothing is remembered. */
  readonly place?: { readonly channelId: string; readonly guildId: string | null };
}

export interface Recommendation {
  readonly mood: Mood;
  readonly song: RankedSong;
  /** The card that was taken down for it; undefined when there is no place to show it in. */
  readonly cardId: number | undefined;
}

/**
 * Picks songs for a mood, at random among the good ones in proportion to their scores, and takes down a card for
 * each in the same transaction, so that two requests in one channel never get the same song. A song does not come
 * back within the channel's latest cards (50 unless the server chose otherwise) while others are left.
 *
 * @throws UserError `empty-catalogue` when there is no song for the mood.
 */
export async function recommend(
  { db, random }: RecommendDependencies,
  request: RecommendRequest,
): Promise<Recommendation[]> {
  const { mood, count, place } = request;
  return db.transaction().execute(async (trx) => {
    if (place === undefined)
      return (await pick(trx, random, request, [])).map((song) => ({ mood, song, cardId: undefined }));
    await lockChannel(trx, place.channelId);
    const recent = await recentVideoIds(trx, place.channelId, await repeatWindow(trx, place.guildId));
    const songs = await pick(trx, random, { mood, count }, recent);
    const cardIds = await insertCards(
      trx,
      songs.map((song) => ({ ...place, videoId: song.videoId, mood })),
    );
    return songs.map((song, index) => ({ mood, song, cardId: cardIds[index] }));
  });
}

/** Takes a recommendation back that could not be shown, and with it whatever was voted on its card meanwhile. */
export async function forget(db: Kysely<Schema>, { cardId, song }: Recommendation): Promise<void> {
  if (cardId === undefined) return;
  await db.transaction().execute(async (trx) => {
    await lockSongs(trx, [song.videoId]);
    const votes = await deleteVotes(trx, { cardId });
    await deleteCard(trx, cardId);
    if (votes > 0) await recount(trx, [song.videoId]);
  });
}

async function pick(
  trx: Transaction<Schema>,
  random: () => number,
  { mood, count }: Pick<RecommendRequest, 'mood' | 'count'>,
  recent: readonly string[],
): Promise<RankedSong[]> {
  const fresh = goodOnes(await topSongs(trx, { mood, limit: POOL, except: recent }), count);
  const picked = drawByScore(fresh, count, random);
  if (picked.length < count && recent.length > 0) {
    picked.push(...(await longestAgo(trx, mood, recent, count - picked.length)));
  }
  if (picked.length === 0) {
    throw new UserError(
      'empty-catalogue',
      `I have no song for “${MOOD_INFO[mood].label}” yet. Please try another mood, or this one later.`,
    );
  }
  return picked;
}

/** Songs from the latest cards after all, the one shown longest ago first. */
async function longestAgo(
  trx: Transaction<Schema>,
  mood: Mood,
  recent: readonly string[],
  count: number,
): Promise<RankedSong[]> {
  const order = [...new Set(recent)].reverse();
  const songs = await topSongs(trx, { mood, limit: order.length, only: order });
  return songs.sort((a, b) => order.indexOf(a.videoId) - order.indexOf(b.videoId)).slice(0, count);
}
