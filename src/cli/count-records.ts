/** How many rows a piece of CSV has, given that it begins and ends with one: line ends outside of quotes. */
export function countRecords(csv: string): number {
  let quoted = false;
  let records = 0;
  for (const [sign] of csv.matchAll(/["\n]/g)) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted) records += 1;
  }
  return records;
}
