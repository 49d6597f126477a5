const DAY_MS = 24 * 60 * 60 * 1000;

/** From this age on text is read anew, and a model learns anew: some daily runs of slack before it must be gone. */
const RENEW_AFTER_DAYS = 25;

/**
 * YouTube's policy allows 30 calendar days (developer policies, III.E.4.d), for its texts and for what is made of their
 * words. A day and a half earlier, so that nothing passes 30 days between two daily runs, one of which may be late.
 */
const KEEP_DAYS = 28.5;

/** Text read, and a model trained, at or after this moment need not be renewed. */
export function freshSince(now: Date): Date {
  return new Date(now.getTime() - RENEW_AFTER_DAYS * DAY_MS);
}

/** Text read, and words learnt, before this moment may not be kept. */
export function keepSince(now: Date): Date {
  return new Date(now.getTime() - KEEP_DAYS * DAY_MS);
}
