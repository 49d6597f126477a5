import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import { DEFAULT_REPEAT_WINDOW } from './guilds.ts';

/** Which cards are of no use any more; those with votes always are. */
export interface OldCards {
  /** Those that were picked before this moment and never got a message. */
  readonly unshownBefore: Date;
  /** Those shown before this moment and so many cards of their channel ago that their songs may come back anyway. */
  readonly shownBefore: Date;
}

/** One step of a walk over all cards, oldest first. */
export interface OldCardsStep {
  /** Where the next step begins; undefined after the last one. */
  readonly next: number | undefined;
  readonly removed: number;
}

/**
 * Removes what is old among the next cards after one.
 *
 * @param most how many cards are looked at
 */
export function removeOldCards(
  db: Kysely<Schema>,
  { unshownBefore, shownBefore }: OldCards,
  { after, most }: { readonly after: number; readonly most: number },
): Promise<OldCardsStep> {
  return db.transaction().execute(async (trx) => {
    const looked = await trx
      .selectFrom('cards')
      .select('card_id')
      .where('card_id', '>', after)
      .where('created_at', '<', unshownBefore > shownBefore ? unshownBefore : shownBefore)
      .orderBy('card_id')
      .limit(most)
      .execute();
    const last = looked.at(-1)?.card_id;
    if (last === undefined) return { next: undefined, removed: 0 };
    const next = looked.length < most ? undefined : last;
    const old = await trx
      .selectFrom('cards')
      .leftJoin('guild_settings', 'guild_settings.guild_id', 'cards.guild_id')
      .select('cards.card_id')
      .where('cards.card_id', '>', after)
      .where('cards.card_id', '<=', last)
      .where(({ and, eb, exists, not, or, selectFrom }) =>
        and([
          not(
            exists(selectFrom('votes').select('votes.mood').whereRef('votes.card_id', '=', 'cards.card_id')),
          ),
          or([
            and([eb('cards.message_id', 'is', null), eb('cards.created_at', '<', unshownBefore)]),
            and([
              eb('cards.created_at', '<', shownBefore),
              exists(
                selectFrom('cards as newer')
                  .select('newer.card_id')
                  .whereRef('newer.channel_id', '=', 'cards.channel_id')
                  .whereRef('newer.card_id', '>', 'cards.card_id')
                  .orderBy('newer.card_id')
                  .limit(1)
                  .offset(
                    sql<number>`greatest(coalesce(guild_settings.repeat_window, ${sql.lit(DEFAULT_REPEAT_WINDOW)}), 1) - 1`,
                  ),
              ),
            ]),
          ]),
        ]),
      )
      .forUpdate('cards')
      .skipLocked()
      .execute();
    if (old.length === 0) return { next, removed: 0 };
    // A vote that was committed before the rows were locked is seen by this statement, and a later one waits for it.
    const { numDeletedRows } = await trx
      .deleteFrom('cards')
      .where(
        'card_id',
        'in',
        old.map((card) => card.card_id),
      )
      .where(({ exists, not, selectFrom }) =>
        not(exists(selectFrom('votes').select('votes.mood').whereRef('votes.card_id', '=', 'cards.card_id'))),
      )
      .executeTakeFirstOrThrow();
    return { next, removed: Number(numDeletedRows) };
  });
}
