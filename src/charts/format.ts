const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
/** From here on digits would not fit into a cell or below an axis. */
const LONG = 10_000;

/** A count that stays short: `1,234`, `12.3K`. */
export function count(value: number): string {
  return value < LONG ? COUNT.format(value) : SHORT.format(value);
}

/** A share as people read it, `41 %`; one that is neither nothing nor all is not rounded to either. */
export function percent(share: number): string {
  const rounded = Math.round(100 * share);
  if (rounded === 0 && share > 0) return '<1 %';
  if (rounded === 100 && share < 1) return '>99 %';
  return `${rounded} %`;
}

/** `1 song`, `2 songs`. */
export function songs(value: number): string {
  return `${count(value)} ${value === 1 ? 'song' : 'songs'}`;
}
