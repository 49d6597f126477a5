import { aligned } from '../aligned.ts';

/** A heading and lines of cells. */
export function textTable(title: string, lines: readonly (readonly string[])[]): string {
  const table = aligned(lines).map((line) => `  ${line}\n`);
  return `${title}\n${table.join('')}\n`;
}

/** Seconds to three digits, in the unit that suits them. */
export function duration(seconds: number): string {
  return seconds < 1 ? `${(1000 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
}

export function ratio(value: number): string {
  return `${value.toPrecision(3)} x`;
}
