const DAY_MS = 24 * 60 * 60 * 1000;

/** From this age on a song's text is read anew: five daily runs of slack before it must be gone. */
const REFRESH_AFTER_DAYS = 25;

/**
 * YouTube's policy allows 30 calendar days (developer policies, III.E.4.d). A day and a half earlier, so that nothing
 * passes 30 days between two daily runs, one of which may be late.
 */
const ERASE_AFTER_DAYS = 28.5;

/** Text read at or after this moment need not be read again. */
export function freshSince(now: Date): Date {
  return new Date(now.getTime() - REFRESH_AFTER_DAYS * DAY_MS);
}

/** Text read before this moment may not be kept. */
export function keepSince(now: Date): Date {
  return new Date(now.getTime() - ERASE_AFTER_DAYS * DAY_MS);
}
