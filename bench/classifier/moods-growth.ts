import { fitOneVsRest } from '../../src/classifier/one-vs-rest.ts';
import { MOODS, moodVector } from '../../src/moods.ts';
import { makeDocuments } from './documents.ts';
import { songsIn } from './labelled-songs.ts';
import { duration, ratio, textTable } from './text-table.ts';
import { median, secondsOf } from './timing.ts';

const DOCUMENTS = 10_000;

/** A fit of several moods, by how many there are: the rest of the songs then have none. */
export async function reportMoodsGrowth(directory: string, runs: number): Promise<string> {
  const { rows, targets } = makeDocuments(songsIn(directory), DOCUMENTS);
  const weights = new Float64Array(DOCUMENTS).fill(1);
  const medians: number[] = [];
  for (let moods = 1; moods <= MOODS.length; moods++) {
    const some = targets.map((target) => moodVector((_, mood) => (mood < moods ? (target[mood] ?? 0) : 0)));
    medians.push(median(await secondsOf(runs, () => fitOneVsRest({ rows, targets: some, weights }, [1]))));
  }
  const lines = medians.map((seconds, i) => [
    String(i + 1),
    duration(seconds),
    ratio(seconds / (medians[0] ?? 1)),
  ]);
  const title = `One fit of several moods at C = 1, ${DOCUMENTS} documents, by moods.`;
  return textTable(title, [['moods', 'time', 'of one mood'], ...lines]);
}
