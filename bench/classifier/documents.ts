import { seededRandom } from '../../src/classifier/random.ts';
import type { Example } from '../../src/classifier/types.ts';
import { foremost } from '../../src/classifier/vectors.ts';
import { MOODS, type MoodVector } from '../../src/moods.ts';
import { DEFAULT_FEATURES } from '../../src/text/default-features.ts';
import { type SongText, songText } from '../../src/text/song-text.ts';
import type { SparseMatrix } from '../../src/text/sparse-matrix.ts';
import { fitVectorizer, transform } from '../../src/text/vectorize.ts';

/** TF-IDF rows with a label each. */
export interface Documents {
  readonly rows: SparseMatrix;
  readonly targets: readonly MoodVector[];
}

/** Words and pairs of words of every field: as many entries a row as a text of that length has in any program. */
const FEATURES = {
  ...DEFAULT_FEATURES,
  blocks: DEFAULT_FEATURES.blocks.filter(({ unit }) => unit === 'words'),
};
/** Texts at once: bounds the memory for strings. */
const BATCH = 1000;
const VOCABULARY_FROM = 10_000;
/** Share of words that come from songs of any mood, so that the moods overlap as in life. */
const STRAY = 0.3;
const SEED = 1;

/** As many documents as asked, each as long as some song and made of words of songs of its mood; always the same ones. */
export function makeDocuments(songs: readonly Example[], count: number): Documents {
  const write = writer(songs, seededRandom(SEED));
  const sample = Array.from({ length: Math.min(count, VOCABULARY_FROM) }, () => write().text);
  const vectorizer = fitVectorizer(sample, FEATURES);
  const again = writer(songs, seededRandom(SEED));
  const targets: MoodVector[] = [];
  const parts: SparseMatrix[] = [];
  for (let from = 0; from < count; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - from) }, again);
    for (const { target } of batch) targets.push(target);
    const texts = batch.map(({ text }) => text);
    parts.push(transform(vectorizer, texts));
  }
  return { rows: stack(parts), targets };
}

function writer(songs: readonly Example[], random: () => number): () => Pick<Example, 'text' | 'target'> {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
  const split = (text: string) => text.split(/\s+/).filter((word) => word !== '');
  const words = songs.map(({ text }) => ({ title: split(text.title), description: split(text.description) }));
  const ofMood = MOODS.map((_, mood) =>
    [...songs.keys()].filter((i) => foremost(songs[i]?.target ?? (MOODS.map(() => 0) as never)) === mood),
  );
  return () => {
    const model = Math.floor(random() * songs.length);
    const target = songs[model]?.target;
    if (target === undefined) throw new RangeError('expected songs to take words from, got none');
    const own = ofMood[foremost(target)] ?? [];
    const field = (name: 'title' | 'description') =>
      (words[model]?.[name] ?? [])
        .map(() =>
          pick(
            words[(random() < STRAY ? Math.floor(random() * songs.length) : pick(own)) ?? model]?.[name] ??
              [],
          ),
        )
        .join(' ');
    const text: SongText = songText({ title: field('title'), description: field('description') });
    return { text, target };
  };
}

/** One matrix of the rows of several with the same columns. */
function stack(parts: readonly SparseMatrix[]): SparseMatrix {
  const total = (of: (part: SparseMatrix) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const rowCount = total((part) => part.rowCount);
  const entries = total((part) => part.columns.length);
  const starts = new Int32Array(rowCount + 1);
  const columns = new Int32Array(entries);
  const values = new Float64Array(entries);
  let row = 0;
  let at = 0;
  for (const part of parts) {
    for (let i = 1; i <= part.rowCount; i++) starts[row + i] = at + (part.starts[i] ?? 0);
    columns.set(part.columns, at);
    values.set(part.values, at);
    row += part.rowCount;
    at += part.columns.length;
  }
  return { rowCount, columnCount: parts[0]?.columnCount ?? 0, starts, columns, values };
}
