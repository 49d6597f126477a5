import { MOODS, type Mood } from '../moods.ts';

/** A number for each mood that has one. */
export type MoodNumbers = Readonly<Partial<Record<Mood, number>>>;

/** A mood belongs to a label when it has at least this part of the most voted mood's votes. */
const SUPPORTED = 0.5;

/** The moods that a song's tallies support, as an exported row names them. */
export function labelMoods(tallies: MoodNumbers): Mood[] {
  return leading(tallies, SUPPORTED);
}

/** The mood with the greatest number; several where they are equal. */
export function foremostMoods(numbers: MoodNumbers): Mood[] {
  return leading(numbers, 1);
}

function leading(numbers: MoodNumbers, part: number): Mood[] {
  const greatest = Math.max(0, ...Object.values(numbers));
  return MOODS.filter((mood) => (numbers[mood] ?? 0) > 0 && (numbers[mood] ?? 0) >= greatest * part);
}
