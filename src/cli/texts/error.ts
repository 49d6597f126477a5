import type { ErrorReport } from '../../control/error-report.ts';
import { counted, plain } from './format.ts';

/** An error for people; refused rows are listed one a line. */
export function errorText({ message, rows = [], count = rows.length }: ErrorReport): string {
  if (rows.length === 0) return message;
  const more = count > rows.length ? [`and ${counted(count - rows.length, 'more row')}`] : [];
  return [
    `Nothing was imported: ${counted(count, 'row')} cannot be taken.`,
    ...rows.map(({ line, reason }) => `  line ${line}: ${plain(reason)}`),
    ...more.map((line) => `  ${line}`),
  ].join('\n');
}
