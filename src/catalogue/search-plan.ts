/** One listing of a search: which part of YouTube it looks at and how many pages of it at most. */
export interface SearchWindow {
  readonly order: 'relevance' | 'date';
  readonly publishedAfter?: Date;
  readonly publishedBefore?: Date;
  readonly pages: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** An upload may turn up in searches some days late, and the parts of the past move a little from day to day. */
const OVERLAP_MS = 3 * DAY_MS;

/** Few Creative Commons videos are older: YouTube began to offer the licence in June 2011. */
const FIRST_UPLOADS = Date.UTC(2011, 5, 1);

/** Into how many parts the past is cut, one a day: in 2026 each is a quarter of a year. */
const PARTS = 60;

/**
 * What to ask in one run. A search's results dry up near 500 whatever the query, so repeating it finds nothing new:
 * the first run takes the best matches, every later one a page of what was uploaded since, then the best matches
 * of another part of the past every day.
 *
 * @param lastRunAt when the source was last gone through, or null.
 */
export function searchPlan(lastRunAt: Date | null, now: Date): SearchWindow[] {
  if (lastRunAt === null) return [{ order: 'relevance', pages: Number.POSITIVE_INFINITY }];
  const part = Math.floor(now.getTime() / DAY_MS) % PARTS;
  const length = (now.getTime() - FIRST_UPLOADS) / PARTS;
  const after = FIRST_UPLOADS + part * length;
  return [
    { order: 'date', publishedAfter: new Date(lastRunAt.getTime() - OVERLAP_MS), pages: 1 },
    {
      order: 'relevance',
      publishedAfter: new Date(after),
      publishedBefore: new Date(after + length + OVERLAP_MS),
      pages: Number.POSITIVE_INFINITY,
    },
  ];
}
