import { CronExpressionParser } from 'cron-parser';

/**
 * The part of what is left of a day's budget that a run may spend, so that the runs until the day's end get equal parts:
 * the time until the next run by the time until the end of the day, 0 to 1. A run that is the day's last gets all of it.
 *
 * @param cron five cron fields, UTC
 * @param resetsAt the end of the day
 */
export function shareOfDay(cron: string, now: Date, resetsAt: Date): number {
  const next = CronExpressionParser.parse(cron, { currentDate: now, tz: 'UTC' }).next().getTime();
  const left = resetsAt.getTime() - now.getTime();
  return left <= 0 ? 1 : Math.min((next - now.getTime()) / left, 1);
}
