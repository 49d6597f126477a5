import { z } from 'zod';
import type { SourceKind } from '../../../db/schema.ts';
import type { IdPage } from '../youtube.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a list that was gone through rests, in days, by how many rounds in a row brought nothing new. */
const REST_DAYS = { channel: [1, 1, 2, 4, 7], playlist: [7, 7, 14, 28] } as const;

const schema = z.object({
  /** Where the round goes on; null at its beginning. */
  pageToken: z.string().nullable(),
  /** Until the end of the list, or only until a video that is known. */
  round: z.enum(['whole', 'newest']),
  /** Videos that were new in this round. */
  fresh: z.int().min(0),
  /** Rounds in a row that brought nothing new. */
  fruitless: z.int().min(0),
  /** Whether it is on the way back to where a page token expired. */
  again: z.boolean(),
});

/**
 * How far a channel's uploads or a playlist have been gone through. Uploads stand newest first: once they have been
 * gone through to the first one, later rounds end at a video that is known. A playlist is in its owner's order, so that
 * every round goes to its end.
 */
export type ListCursor = z.infer<typeof schema>;

const BEGINNING: ListCursor = { pageToken: null, round: 'whole', fresh: 0, fruitless: 0, again: false };

/**
 * The beginning of a list that has been gone through before and whose videos were forgotten: it passes over what is known, and its pages
 * say nothing about what it is worth until it comes to something new.
 */
export const ONCE_MORE: ListCursor = { ...BEGINNING, again: true };

/** A stored cursor; the beginning for one of another release. */
export function readListCursor(stored: unknown): ListCursor {
  return schema.safeParse(stored).data ?? BEGINNING;
}

export interface ListStep {
  readonly cursor: ListCursor;
  /** Undefined where there is more to ask for at once. */
  readonly restingUntil: Date | undefined;
}

export interface ListPage {
  readonly kind: Exclude<SourceKind, 'search'>;
  readonly page: IdPage;
  /** How many of the page's videos were new. */
  readonly fresh: number;
  readonly now: Date;
}

/** Where a list stands after a page. */
export function afterListPage(cursor: ListCursor, { kind, page, fresh, now }: ListPage): ListStep {
  const { videoIds, nextPageToken } = page;
  const sofar = cursor.fresh + fresh;
  const again = isOnWayBack(cursor, fresh);
  const metKnown = fresh < new Set(videoIds).size;
  if (nextPageToken !== undefined && !(cursor.round === 'newest' && metKnown))
    return { cursor: { ...cursor, pageToken: nextPageToken, fresh: sofar, again }, restingUntil: undefined };
  const fruitless = sofar > 0 ? 0 : cursor.fruitless + 1;
  const days: readonly number[] = REST_DAYS[kind];
  const rest = (days[Math.min(fruitless, days.length - 1)] ?? 1) * DAY_MS;
  return {
    cursor: {
      pageToken: null,
      round: kind === 'channel' ? 'newest' : 'whole',
      fresh: 0,
      fruitless,
      again: false,
    },
    restingUntil: new Date(now.getTime() + rest),
  };
}

/**
 * After YouTube has let the page token expire: the round begins anew and passes over what is known. It goes to the end,
 * since its own first pages are known by now and would end it before the place where it was.
 */
export function afterExpiredToken(cursor: ListCursor): ListCursor {
  return { ...cursor, pageToken: null, round: 'whole', again: true };
}

/** Whether a page lay before the place where a page token expired: it says nothing about what the source is worth. */
export function isOnWayBack(cursor: ListCursor, fresh: number): boolean {
  return cursor.again && fresh === 0;
}
