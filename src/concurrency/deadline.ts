/** How long all of a stop may take, in milliseconds: service managers and containers kill after 10 s or more. */
export const STOP_MS = 8_000;

/** The moment by which work has to be over. Whoever sets it hands it down; each part waits for what is left of it. */
export interface Deadline {
  /** Milliseconds that are left, never below 0. */
  left(): number;
  /** A deadline that is this many milliseconds earlier. */
  earlier(ms: number): Deadline;
}

/** @param now milliseconds of a clock that never goes back */
export function deadlineIn(ms: number, now: () => number = () => performance.now()): Deadline {
  const at = now() + ms;
  const until = (end: number): Deadline => ({
    left: () => Math.max(end - now(), 0),
    earlier: (by) => until(end - by),
  });
  return until(at);
}

/**
 * Waits for work to end, well or not, until the deadline at most.
 *
 * @returns whether it has ended.
 */
export async function endedBy(deadline: Deadline, work: Promise<unknown> | undefined): Promise<boolean> {
  if (work === undefined) return true;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, deadline.left(), false);
  });
  const ended = work.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([ended, late]);
  clearTimeout(timer);
  return inTime;
}
