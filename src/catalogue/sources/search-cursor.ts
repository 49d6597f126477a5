import { z } from 'zod';
import type { SearchOptions, SearchPage } from '../youtube.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** An upload may turn up in searches some days late, so that the latest days are looked at once more. */
const LATE_MS = 2 * DAY_MS;

/** Hardly any Creative Commons video is older: YouTube began to offer the licence in June 2011. */
const FIRST_UPLOADS = new Date(Date.UTC(2011, 5, 1));

/** How soon after its last look a search may look for new uploads again, and when at the latest it does. */
const SOONEST_MS = DAY_MS;
const LATEST_MS = 30 * DAY_MS;

/** A stretch of time that is gone through from its end to its beginning, a page after another. */
const sweep = z.object({ before: z.iso.datetime(), until: z.iso.datetime() });

const schema = z.object({
  /** Open stretches; the last one goes first. */
  sweeps: z.array(sweep),
  /** Uploads up to here belong to a stretch that was opened. */
  newest: z.iso.datetime(),
  /** How long uploads lately took to fill a page, in ms; null before that is known. */
  pageMs: z.number().positive().nullable(),
});

/**
 * How far a search has been gone through. Results dry up near 500 whatever the query, so pages beyond the first are
 * not asked for by their token: each page is the first one of all uploads before the earliest that the page
 * before it had. That way a query goes on to its very first upload, every page is a full one, and nothing that
 * YouTube may let expire is kept.
 */
export type SearchCursor = z.infer<typeof schema>;

/** A stored cursor; null, also for one of another release, to begin anew. */
export function readSearchCursor(stored: unknown): SearchCursor | null {
  return schema.safeParse(stored).data ?? null;
}

/** What to ask for next, or when there will be something to ask for. */
export function nextSearch(
  cursor: SearchCursor | null,
  now: Date,
): { readonly ask: SearchOptions } | { readonly restingUntil: Date } {
  // The best matches come first: they are what members want, and they name the channels worth following.
  if (cursor === null) return { ask: { order: 'relevance' } };
  const open = opened(cursor, now).sweeps.at(-1);
  if (open === undefined) return { restingUntil: dueAt(cursor) };
  return { ask: { order: 'date', publishedBefore: new Date(open.before) } };
}

export interface SearchStep {
  readonly cursor: SearchCursor;
  /** Undefined where there is more to ask for at once. */
  readonly restingUntil: Date | undefined;
}

/** Where a search stands after the page that {@link nextSearch} asked for. */
export function afterSearch(before: SearchCursor | null, page: SearchPage, now: Date): SearchStep {
  if (before === null) {
    const whole = { before: now.toISOString(), until: FIRST_UPLOADS.toISOString() };
    const newest = new Date(now.getTime() - LATE_MS).toISOString();
    return { cursor: { sweeps: [whole], newest, pageMs: null }, restingUntil: undefined };
  }
  const cursor = opened(before, now);
  const open = cursor.sweeps.at(-1);
  if (open === undefined) return resting(cursor);
  const others = cursor.sweeps.slice(0, -1);
  const { published, nextPageToken } = page;
  const end = new Date(open.before);
  // A page without a follower is the last one of everything before the stretch's end.
  if (published === undefined || nextPageToken === undefined) return resting({ ...cursor, sweeps: others });
  // Of uploads of one second there may be more than a page; the rest of them is let go.
  const next = published.from < end ? published.from : new Date(end.getTime() - 1000);
  const isLatest = now.getTime() - end.getTime() < LATE_MS;
  const pageMs = isLatest ? end.getTime() - next.getTime() : cursor.pageMs;
  const done = next <= new Date(open.until);
  const sweeps = done ? others : [...others, { ...open, before: next.toISOString() }];
  return resting({ ...cursor, sweeps, pageMs });
}

/** With the stretch of the latest uploads, once they should fill a page. */
function opened(cursor: SearchCursor, now: Date): SearchCursor {
  if (now < dueAt(cursor)) return cursor;
  return {
    ...cursor,
    sweeps: [...cursor.sweeps, { before: now.toISOString(), until: cursor.newest }],
    newest: new Date(now.getTime() - LATE_MS).toISOString(),
  };
}

function dueAt({ newest, pageMs }: SearchCursor): Date {
  const wait = Math.min(Math.max(pageMs ?? SOONEST_MS, SOONEST_MS), LATEST_MS);
  return new Date(new Date(newest).getTime() + LATE_MS + wait);
}

function resting(cursor: SearchCursor): SearchStep {
  return { cursor, restingUntil: cursor.sweeps.length > 0 ? undefined : dueAt(cursor) };
}
