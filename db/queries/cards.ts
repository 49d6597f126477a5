import { type Kysely, sql, type Transaction } from 'kysely';
import type { Mood } from '../../src/moods.ts';
import type { Schema } from '../schema.ts';

export interface Card {
  readonly cardId: number;
  readonly videoId: string;
  readonly channelId: string;
  readonly guildId: string | null;
}

/** A card before Discord has given it a message id. */
export interface NewCard {
  readonly channelId: string;
  readonly guildId: string | null;
  readonly videoId: string;
  readonly mood: Mood;
}

/** Makes those who pick songs for one channel take turns until their transactions end. */
export async function lockChannel(trx: Transaction<Schema>, channelId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`cards:${channelId}`}, 0))`.execute(trx);
}

/** The songs of a channel's latest cards, latest first. */
export async function recentVideoIds(
  db: Kysely<Schema>,
  channelId: string,
  cards: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('cards')
    .select('video_id')
    .where('channel_id', '=', channelId)
    .orderBy('card_id', 'desc')
    .limit(cards)
    .execute();
  return rows.map((row) => row.video_id);
}

/** Takes down which songs are about to be shown. Returns the cards' ids in the same order. */
export async function insertCards(trx: Transaction<Schema>, cards: readonly NewCard[]): Promise<number[]> {
  const rows = await trx
    .insertInto('cards')
    .values(
      cards.map((card) => ({
        channel_id: card.channelId,
        guild_id: card.guildId,
        video_id: card.videoId,
        mood: card.mood,
      })),
    )
    .returning('card_id')
    .execute();
  return rows.map((row) => row.card_id);
}

/** Ties a card to the message that shows it; from then on reactions to that message are votes. */
export async function setCardMessage(db: Kysely<Schema>, cardId: number, messageId: string): Promise<void> {
  await db.updateTable('cards').set({ message_id: messageId }).where('card_id', '=', cardId).execute();
}

/** Forgets a card that was never shown. */
export async function deleteCard(db: Kysely<Schema>, cardId: number): Promise<void> {
  await db.deleteFrom('cards').where('card_id', '=', cardId).execute();
}

/** The card a message is, or undefined for any other message. */
export async function cardOfMessage(db: Kysely<Schema>, messageId: string): Promise<Card | undefined> {
  const row = await db
    .selectFrom('cards')
    .select(['card_id', 'video_id', 'channel_id', 'guild_id'])
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  return (
    row && { cardId: row.card_id, videoId: row.video_id, channelId: row.channel_id, guildId: row.guild_id }
  );
}
