import { blockWalk, type FieldTokens, readFields, type Walk } from './features.ts';
import type { SongText, TextField } from './song-text.ts';
import type { SparseMatrix } from './sparse-matrix.ts';
import { blockSpans, inverseFrequencies, type Span, weigh } from './tf-idf.ts';
import type { BlockOptions, Vectorizer, VectorizerOptions } from './vectorizer-types.ts';

/** How often every feature occurs in every song: the part of fitting that any subset of the songs can share. */
export interface Counts {
  readonly options: VectorizerOptions;
  readonly vocabularies: readonly (readonly string[])[];
  readonly spans: readonly Span[];
  /** Within a row the entries of a block stand together, blocks in order. */
  readonly matrix: SparseMatrix;
}

/** A block ready to count: where it reads, how it finds features, where its columns begin. */
export interface CountingBlock extends Span {
  readonly fields: readonly TextField[];
  readonly walk: Walk;
}

/** Counts every feature of some songs that is frequent enough for its block. */
export function countFeatures(texts: readonly SongText[], options: VectorizerOptions): Counts {
  const songs = texts.map((text) => readFields(text, options));
  const vocabularies = options.blocks.map((block) => learnVocabulary(songs, block));
  const blocks = countingBlocks(vocabularies, options);
  return { options, vocabularies, spans: blockSpans(vocabularies), matrix: countRows(songs, blocks) };
}

/**
 * Learns which features there are and how rare each is.
 * TF-IDF with sublinear term frequency and smooth inverse document frequency, see Manning, Raghavan and Schütze,
 * "Introduction to Information Retrieval" (2008), chapter 6.
 */
export function fitVectorizer(texts: readonly SongText[], options: VectorizerOptions): Vectorizer {
  return vectorizerOf(countFeatures(texts, options));
}

/** As {@link fitVectorizer}, from songs already counted. */
export function vectorizerOf({ options, vocabularies, spans, matrix }: Counts): Vectorizer {
  return { options, vocabularies, idf: inverseFrequencies(matrix, spans, options) };
}

const prepared = new WeakMap<Vectorizer, readonly CountingBlock[]>();

/** The blocks of a fitted vectorizer, built at first use and kept as long as it lives. */
export function preparedBlocks(vectorizer: Vectorizer): readonly CountingBlock[] {
  let blocks = prepared.get(vectorizer);
  if (blocks === undefined) {
    blocks = countingBlocks(vectorizer.vocabularies, vectorizer.options);
    prepared.set(vectorizer, blocks);
  }
  return blocks;
}

/** One TF-IDF row for each song; a song without any known feature has an empty row. */
export function transform(vectorizer: Vectorizer, texts: readonly SongText[]): SparseMatrix {
  const { options, idf } = vectorizer;
  const blocks = preparedBlocks(vectorizer);
  const songs = texts.map((text) => readFields(text, options));
  return weigh(countRows(songs, blocks), blocks, options, idf);
}

function learnVocabulary(songs: readonly FieldTokens[], block: BlockOptions): string[] {
  const places = new Map<string, number>();
  const songsWith: number[] = [];
  const lastSong: number[] = [];
  const walk = blockWalk(block, (feature) => {
    const known = places.get(feature);
    if (known !== undefined) return known;
    places.set(feature, places.size);
    songsWith.push(0);
    lastSong.push(-1);
    return places.size - 1;
  });
  songs.forEach((song, index) => {
    for (const field of block.fields) {
      walk(song[field], (feature) => {
        if (lastSong[feature] === index) return;
        lastSong[feature] = index;
        songsWith[feature] = (songsWith[feature] ?? 0) + 1;
      });
    }
  });
  return [...places.keys()].filter((_, place) => (songsWith[place] ?? 0) >= block.minSongs);
}

function countingBlocks(
  vocabularies: readonly (readonly string[])[],
  options: VectorizerOptions,
): CountingBlock[] {
  const spans = blockSpans(vocabularies);
  return options.blocks.map((block, index) => {
    const span = spans[index] ?? { from: 0, to: 0 };
    const columns = new Map(vocabularies[index]?.map((feature, place) => [feature, span.from + place]));
    return { ...span, fields: block.fields, walk: blockWalk(block, (feature) => columns.get(feature) ?? -1) };
  });
}

function countRows(songs: readonly FieldTokens[], blocks: readonly CountingBlock[]): SparseMatrix {
  const columnCount = blocks.at(-1)?.to ?? 0;
  const times = new Float64Array(columnCount);
  const starts = new Int32Array(songs.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  const count = (column: number) => {
    const before = times[column] as number;
    if (before === 0) columns.push(column);
    times[column] = before + 1;
  };
  songs.forEach((song, index) => {
    for (const block of blocks) for (const field of block.fields) block.walk(song[field], count);
    for (let k = values.length; k < columns.length; k++) {
      const column = columns[k] as number;
      values.push(times[column] as number);
      times[column] = 0;
    }
    starts[index + 1] = columns.length;
  });
  return {
    rowCount: songs.length,
    columnCount,
    starts,
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}
