import type { Summary } from './samples.ts';

const HEADER = ['', 'n', 'min', 'median', 'p95', 'p99', 'max', '', 'limit', ''];
/** Columns that hold words, aligned to the left. */
const WORDS = new Set([0, 7, 8, 9]);

/** Plain text, aligned, one line a summary. */
export function table(summaries: readonly Summary[]): string {
  const lines = [HEADER, ...summaries.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const format = (line: readonly string[]) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return WORDS.has(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return `${lines.map(format).join('\n')}\n`;
}

function cells({ name, unit, count, min, median, p95, p99, max, limit, verdict }: Summary): string[] {
  const digits = unit === 's' ? 2 : unit === 'ms' ? 1 : 0;
  const figure = (value: number | undefined) => value?.toFixed(digits) ?? '';
  const spread =
    count === 1 ? [undefined, median, undefined, undefined, undefined] : [min, median, p95, p99, max];
  return [
    name,
    String(count),
    ...spread.map(figure),
    unit,
    limit === undefined ? '' : `${limit.of} < ${limit.below}`,
    verdict ?? '',
  ];
}
