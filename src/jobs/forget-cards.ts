import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { removeOldCards } from '../../db/queries/old-cards.ts';
import type { Schema } from '../../db/schema.ts';

const DAY_MS = 86_400_000;
/** Who reacts to a card without a vote after that long is not counted any more. */
const SHOWN_KEPT_MS = 30 * DAY_MS;
const UNSHOWN_KEPT_MS = DAY_MS;
/** How many cards are looked at in one transaction. */
const BATCH = 500;

/** Removes cards that nobody voted on and that no longer keep a song from coming back, and those that were never shown. */
export async function forgetCards(
  { db, now }: { readonly db: Kysely<Schema>; readonly now: () => Date },
  signal: AbortSignal,
): Promise<number> {
  const at = now().getTime();
  const old = {
    shownBefore: new Date(at - SHOWN_KEPT_MS),
    unshownBefore: new Date(at - UNSHOWN_KEPT_MS),
  };
  let removed = 0;
  let after: number | undefined = 0;
  while (after !== undefined && !signal.aborted) {
    const step = await removeOldCards(db, old, { after, most: BATCH });
    removed += step.removed;
    after = step.next;
    await turn();
  }
  return removed;
}
