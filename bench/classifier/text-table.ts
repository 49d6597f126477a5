/** A heading and lines of cells as aligned plain text: the first column to the left, the others to the right. */
export function textTable(title: string, lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const format = (line: readonly string[]) =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${title}\n${lines.map((line) => `  ${format(line)}`).join('\n')}\n\n`;
}

/** Seconds to three digits, in the unit that suits them. */
export function duration(seconds: number): string {
  return seconds < 1 ? `${(1000 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
}

export function ratio(value: number): string {
  return `${value.toPrecision(3)} x`;
}
