/** YouTube counts its daily allowances from midnight to midnight in this time zone. */
const CALENDAR = new Intl.DateTimeFormat('en', {
  timeZone: 'America/Los_Angeles',
  calendar: 'gregory',
  numberingSystem: 'latn',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const HOUR_MS = 60 * 60 * 1000;

/** The least that Pacific time is behind UTC, in hours: in summer. In winter it is one more. */
const LEAST_OFFSET_HOURS = 7;

/** The day in Pacific time, `YYYY-MM-DD`. */
export function pacificDay(at: Date): string {
  const { year, month, day } = partsOf(at);
  return `${year.padStart(4, '0')}-${month}-${day}`;
}

/** The first moment after `at` that belongs to another day in Pacific time; clocks are never changed at midnight. */
export function nextPacificMidnight(at: Date): Date {
  const { year, month, day } = partsOf(at);
  const inSummer = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + 1, LEAST_OFFSET_HOURS));
  const isMidnight = pacificDay(inSummer) !== pacificDay(at);
  return isMidnight ? inSummer : new Date(inSummer.getTime() + HOUR_MS);
}

function partsOf(at: Date): Record<'year' | 'month' | 'day', string> {
  const parts = { year: '', month: '', day: '' };
  for (const { type, value } of CALENDAR.formatToParts(at)) {
    if (type === 'year' || type === 'month' || type === 'day') parts[type] = value;
  }
  return parts;
}
