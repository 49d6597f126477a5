import { blockWalk, type FieldTokens, readFields, type Walk } from './features.ts';
import { knownPhrases, newPhrases } from './phrases.ts';
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

const FIRST_ENTRIES = 1024;

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
  const { find, features } = newPhrases();
  const walk = blockWalk(block, find);
  const songsWith: number[] = [];
  const lastSong: number[] = [];
  songs.forEach((song, index) => {
    for (const field of block.fields) {
      walk(song[field], (place) => {
        if (lastSong[place] === index) return;
        lastSong[place] = index;
        songsWith[place] = (songsWith[place] ?? 0) + 1;
      });
    }
  });
  // What only begins longer features was never visited.
  return features.filter((_, place) => (songsWith[place] ?? 0) >= Math.max(block.minSongs, 1));
}

function countingBlocks(
  vocabularies: readonly (readonly string[])[],
  options: VectorizerOptions,
): CountingBlock[] {
  const spans = blockSpans(vocabularies);
  return options.blocks.map((block, index) => {
    const span = spans[index] ?? { from: 0, to: 0 };
    const find = knownPhrases(vocabularies[index] ?? [], block.unit, span.from);
    return { ...span, fields: block.fields, walk: blockWalk(block, find) };
  });
}

function countRows(songs: readonly FieldTokens[], blocks: readonly CountingBlock[]): SparseMatrix {
  const columnCount = blocks.at(-1)?.to ?? 0;
  const starts = new Int32Array(songs.length + 1);
  // Typed arrays that grow: filling lists of numbers took as long as finding the features.
  let columns = new Int32Array(FIRST_ENTRIES);
  let values = new Float64Array(FIRST_ENTRIES);
  let size = 0;
  let rowStart = 0;
  /** The entry of every column in the last row that has one. */
  const entries = new Int32Array(columnCount).fill(-1);
  const count = (column: number) => {
    const entry = entries[column] as number;
    if (entry >= rowStart) {
      values[entry] = (values[entry] as number) + 1;
      return;
    }
    if (size === columns.length) {
      columns = grown(columns, new Int32Array(2 * size));
      values = grown(values, new Float64Array(2 * size));
    }
    entries[column] = size;
    columns[size] = column;
    values[size++] = 1;
  };
  songs.forEach((song, index) => {
    rowStart = size;
    for (const block of blocks) for (const field of block.fields) block.walk(song[field], count);
    starts[index + 1] = size;
  });
  return {
    rowCount: songs.length,
    columnCount,
    starts,
    columns: columns.slice(0, size),
    values: values.slice(0, size),
  };
}

function grown<Numbers extends Int32Array | Float64Array>(numbers: Numbers, larger: Numbers): Numbers {
  larger.set(numbers);
  return larger;
}
