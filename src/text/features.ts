import { boundedCache } from './bounded-cache.ts';
import { cleanDescription, cleanText } from './clean.ts';
import { GENRE_WORDS } from './genre-words.ts';
import { type GroupsOf, lexicon } from './lexicon.ts';
import { MOOD_WORDS } from './mood-words.ts';
import { type SongText, TEXT_FIELDS, type TextField } from './song-text.ts';
import { type Token, tokenize } from './tokenize.ts';
import type { BlockOptions, VectorizerOptions } from './vectorizer-types.ts';

/** Longest raw text that is looked at in any field: more than YouTube allows anywhere. */
const RAW_LIMIT = 10_000;

const moodsOf = lexicon(MOOD_WORDS);
const genresOf = lexicon(GENRE_WORDS);

export type FieldTokens = Readonly<Record<TextField, readonly Token[]>>;

/** Cleans and splits every field of a song. */
export function readFields(text: SongText, options: VectorizerOptions): FieldTokens {
  const fields = {} as Record<TextField, readonly Token[]>;
  for (const field of TEXT_FIELDS) fields[field] = tokenize(plain(text, field, options));
  return fields;
}

function plain(text: SongText, field: TextField, options: VectorizerOptions): string {
  const value = text[field];
  if (value.length === 0) return '';
  if (typeof value !== 'string') return cleanText(value.join('\n').slice(0, RAW_LIMIT));
  const raw = value.slice(0, RAW_LIMIT);
  return field === 'description' ? cleanDescription(raw, options.descriptionLength) : cleanText(raw);
}

/** Finds the place of a feature in its block's vocabulary, or -1. */
export type Lookup = (feature: string) => number;

/** Receives one occurrence of a feature: its place and the tokens (`first` to `last` inclusive) that it lies in. */
export type Visit = (feature: number, first: number, last: number) => void;

/** Walks over all features of a block in some tokens of one field. */
export type Walk = (tokens: readonly Token[], visit: Visit) => void;

/** The walk for a block, with what `lookup` said about each word's characters remembered. */
export function blockWalk(block: BlockOptions, lookup: Lookup): Walk {
  switch (block.unit) {
    case 'words':
      return wordWalk(block.ngrams, lookup);
    case 'characters':
      return characterWalk(block.ngrams, lookup);
    case 'mood-words':
      return lexiconWalk(moodsOf, lookup);
    case 'genre-words':
      return lexiconWalk(genresOf, lookup);
  }
}

function wordWalk([shortest, longest]: readonly [number, number], lookup: Lookup): Walk {
  return (tokens, visit) => {
    // Places of the tokens that count: an n-gram reaches over stop words.
    const kept: number[] = [];
    tokens.forEach((token, index) => {
      if (token.term === '') return;
      kept.push(index);
      let gram = '';
      for (let length = 1; length <= longest && length <= kept.length; length++) {
        const first = kept[kept.length - length] ?? index;
        const term = tokens[first]?.term ?? '';
        gram = length === 1 ? term : `${term} ${gram}`;
        if (length < shortest) continue;
        const feature = lookup(gram);
        if (feature >= 0) visit(feature, first, index);
      }
    });
  };
}

function characterWalk([shortest, longest]: readonly [number, number], lookup: Lookup): Walk {
  const featuresOf = boundedCache(20_000, (letters: string) => {
    const padded = Array.from(` ${letters} `);
    const features: number[] = [];
    for (let length = shortest; length <= longest; length++) {
      for (let from = 0; from + length <= padded.length; from++) {
        const feature = lookup(padded.slice(from, from + length).join(''));
        if (feature >= 0) features.push(feature);
      }
    }
    return Int32Array.from(features);
  });
  return (tokens, visit) => {
    tokens.forEach((token, index) => {
      for (const feature of featuresOf(token.letters)) visit(feature, index, index);
    });
  };
}

function lexiconWalk(groupsOf: GroupsOf, lookup: Lookup): Walk {
  return (tokens, visit) => {
    tokens.forEach((token, index) => {
      for (const group of groupsOf(token)) {
        const feature = lookup(group);
        if (feature >= 0) visit(feature, index, index);
      }
    });
  };
}
