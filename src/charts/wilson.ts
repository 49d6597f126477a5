/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

/**
 * A 95 % interval of a share of which some trials are known: E. B. Wilson, "Probable inference, the law of succession,
 * and statistical inference", JASA (1927). Both ends are within 0 and 1; without trials it is all of it.
 */
export function wilson(hits: number, trials: number): { low: number; high: number } {
  if (trials === 0) return { low: 0, high: 1 };
  const share = hits / trials;
  const spread = Z * Math.sqrt((share * (1 - share)) / trials + (Z / (2 * trials)) ** 2);
  const scale = 1 + Z ** 2 / trials;
  const middle = share + Z ** 2 / (2 * trials);
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}
