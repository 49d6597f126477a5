import { boundedCache } from './bounded-cache.ts';
import { cleanDescription, cleanText } from './clean.ts';
import { GENRE_WORDS } from './genre-words.ts';
import { lexicon } from './lexicon.ts';
import { MOOD_WORDS } from './mood-words.ts';
import type { FindPhrase, Phrase } from './phrases.ts';
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

/** Receives one occurrence of a feature: its place and the tokens (`first` to `last` inclusive) that it lies in. */
export type Visit = (feature: number, first: number, last: number) => void;

/** Walks over all features of a block in some tokens of one field. */
export type Walk = (tokens: readonly Token[], visit: Visit) => void;

/** The walk for a block that meets the features `find` knows. */
export function blockWalk({ unit, ngrams }: BlockOptions, find: FindPhrase): Walk {
  switch (unit) {
    case 'words':
      return wordWalk(ngrams, find);
    case 'characters':
      return tokenWalk(({ letters }) => pieces(letters, ngrams), find);
    case 'mood-words':
      return tokenWalk(moodsOf, find);
    case 'genre-words':
      return tokenWalk(genresOf, find);
  }
}

function wordWalk([shortest, longest]: readonly [number, number], find: FindPhrase): Walk {
  return (tokens, visit) => {
    // The phrases of 1, 2, … words that end at the last word. Stop words are passed over, also within phrases.
    const ending: (Phrase | undefined)[] = [];
    const kept: number[] = [];
    for (let index = 0; index < tokens.length; index++) {
      const term = tokens[index]?.term ?? '';
      if (term === '') continue;
      kept.push(index);
      let shorter: Phrase | undefined;
      for (let length = 1; length <= longest; length++) {
        const phrase = length === 1 || shorter !== undefined ? find(term, shorter) : undefined;
        shorter = ending[length - 1];
        ending[length - 1] = phrase;
        if (phrase === undefined || phrase.place < 0 || length < shortest) continue;
        visit(phrase.place, kept[kept.length - length] ?? index, index);
      }
    }
  };
}

/** Walks over features that lie in one token each, what was found for a token remembered. */
function tokenWalk(featuresOf: (token: Token) => readonly string[], find: FindPhrase): Walk {
  const placesOf = boundedCache(20_000, (token: Token) =>
    featuresOf(token).flatMap((feature) => find(feature)?.place ?? []),
  );
  return (tokens, visit) => {
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index];
      if (token === undefined) continue;
      for (const place of placesOf(token)) visit(place, index, index);
    }
  };
}

/** The character n-grams of a word, its borders marked by spaces, shortest first. */
function pieces(letters: string, [shortest, longest]: readonly [number, number]): string[] {
  const padded = Array.from(` ${letters} `);
  const found: string[] = [];
  for (let length = shortest; length <= longest; length++) {
    for (let from = 0; from + length <= padded.length; from++) {
      found.push(padded.slice(from, from + length).join(''));
    }
  }
  return found;
}
