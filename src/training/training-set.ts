import type { Example } from '../classifier/types.ts';
import { MOODS, type MoodVector } from '../moods.ts';

/** Labels as a model's row keeps them: six shares and the weight, rounded so that the row stays small. */
export function packLabels(examples: readonly Example[]): Record<string, number[]> {
  return Object.fromEntries(
    examples.map(({ id, target, weight }) => [
      id,
      [...target, weight].map((value) => Number(value.toPrecision(6))),
    ]),
  );
}

/** The inverse of {@link packLabels}; a row of another length is left out. */
export function unpackLabels(
  packed: Readonly<Record<string, readonly number[]>>,
): Map<string, { target: MoodVector; weight: number }> {
  const labels = new Map<string, { target: MoodVector; weight: number }>();
  for (const [id, row] of Object.entries(packed)) {
    const weight = row[MOODS.length];
    if (weight === undefined) continue;
    labels.set(id, { target: row.slice(0, MOODS.length) as unknown as MoodVector, weight });
  }
  return labels;
}
