import porter from 'natural/lib/natural/stemmers/porter_stemmer.js';
import tokenizers from 'natural/lib/natural/tokenizers/regexp_tokenizer.js';
import stopwords from 'natural/lib/natural/util/stopwords.js';
import { boundedCache } from './bounded-cache.ts';

/** A piece of text that can be a feature: a word, a hashtag, an emoji or an emoticon. */
export interface Token {
  /** As written. */
  readonly surface: string;
  /** What counts as the same word: stem, lower-cased hashtag, emoji without skin tone; empty for a stop word. */
  readonly term: string;
  /** Lower-cased surface, for character n-grams. */
  readonly letters: string;
}

const EMOTICON = String.raw`(?<![\p{L}\p{N}])(?:<\/?3+|[:;=]['’]?-?[()\[\]DPpO|*](?![\p{L}\p{N}])|\^_?\^|T_T)`;
const HASHTAG = String.raw`#[\p{L}\p{N}_]{2,40}`;
const EMOJI = String.raw`(?![©®])(?:\p{RI}\p{RI}|\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})?)*)`;
/** Bounded, so that scripts without spaces and endless strings come in pieces. */
const WORD = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|['’](?=\p{L})){0,29}`;

const tokenizer = new tokenizers.RegexpTokenizer({
  pattern: new RegExp([EMOTICON, HASHTAG, EMOJI, WORD].join('|'), 'gu'),
  gaps: false,
});

/** Small words that songs are made of: who sings to whom, and whether it is said or denied. */
const TELLING = new Set('i me my you your we us our she her he him never no not all like make'.split(' '));
const STOP_WORDS: ReadonlySet<string> = new Set(stopwords.words.filter((word) => !TELLING.has(word)));
const EMOJI_VARIANT = /[\uFE0F\p{EMod}]/gu;
const ENGLISH = /^[a-z]{3,}$/;

const tokenOf = boundedCache(20_000, (surface: string): Token => {
  const letters = surface.toLowerCase();
  return { surface, letters, term: termOf(letters) };
});

/** Splits cleaned text into tokens, in the order of the text. Never throws. */
export function tokenize(text: string): Token[] {
  if (text === '') return [];
  const surfaces = tokenizer.tokenize(text) ?? [];
  return surfaces.map(tokenOf);
}

function termOf(letters: string): string {
  const word = letters.replace(/['’]s?$|['’]/gu, '');
  if (STOP_WORDS.has(word)) return '';
  return ENGLISH.test(word) ? porter.stem(word) : letters.replace(EMOJI_VARIANT, '');
}
