import { compatible } from './clean.ts';

/** Signs within a word: who types it may leave them out. Apostrophes, soft hyphen and what has no width. */
const WITHIN = "'’‘`\\u00ad\\u200b-\\u200d\\u2060\\ufeff";
const LETTERS = `[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]*(?:[${WITHIN}]+[\\p{L}\\p{M}\\p{N}]+)*`;
const WORD = new RegExp(`${LETTERS}|(?![©®™])\\p{Extended_Pictographic}|\\p{RI}\\p{RI}`, 'gu');
/** Words that a hyphen makes one of: "lo-fi" is also typed "lofi". */
const COMPOUND = new RegExp(`${LETTERS}(?:[-‐‑]${LETTERS})+`, 'gu');
const HYPHEN = /[-‐‑]/u;
const BETWEEN_PIECES = new RegExp(`[${WITHIN}]+`, 'u');

/** Marks that change how a letter sounds and not which one it is; vowel signs of Indian scripts are letters to their readers. */
const ACCENTS =
  /[\u0300-\u036f]|[\u0591-\u05c7]|[\u064b-\u065f]|\u0670|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe00-\ufe0f]/g;
/** Letters that have no accent to take away and are typed without one all the same. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ς: 'σ',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  // An apostrophe that counts as a letter.
  ʼ: "'",
};
const SPECIAL = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'g');

/** Scripts that are written without spaces: any two neighbouring letters may be a word's beginning. */
const DENSE_SCRIPTS = ['Han', 'Hira', 'Kana', 'Bopo', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt'];
const DENSE = `[${DENSE_SCRIPTS.map((script) => `\\p{scx=${script}}`).join('')}]`;
const RUNS = new RegExp(`${DENSE}+|(?:(?!${DENSE})[^])+`, 'gu');
const BEGINS_DENSE = new RegExp(`^${DENSE}`, 'u');

/** No title is longer; what is longer is not read to its end. */
const LONGEST_TEXT = 300;

/** Words of a query that count; more make it slower and no clearer. */
const MOST_TERMS = 8;

/** How a song is found by words. */
export interface SearchEntry {
  /** The words of its title, separated by single spaces: what a beginning is compared with. */
  readonly title: string;
  /** All its terms, each once, separated by single spaces. */
  readonly terms: string;
}

/** What somebody types, as the entries of songs have it. */
export interface SearchQuery {
  /** What the title may begin with; empty where nothing was typed that a title has. */
  readonly beginning: string;
  /** Terms that a song must have. */
  readonly terms: readonly string[];
  /** One of its terms must begin like this: the last word, which may be unfinished. */
  readonly unfinished: string | undefined;
}

/**
 * A text as searches compare it: in compatibility form, as the classifier reads it, without case, accents and
 * punctuation, whatever the locale of the database.
 */
function folded(text: string): string {
  // Upper case first: ß is written SS, and the dotless ı as I.
  return compatible(text.slice(0, LONGEST_TEXT))
    .toUpperCase()
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(SPECIAL, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .slice(0, LONGEST_TEXT)
    .toWellFormed();
}

/** The entry of a song, which changes only with these texts. `by`: its artist or channel. */
export function searchEntry({ title, by }: { readonly title: string; readonly by: string }): SearchEntry {
  const texts = [folded(title), folded(by)];
  const terms = new Set<string>();
  for (const text of texts) {
    for (const word of wordsIn(text)) for (const term of indexTerms(word)) terms.add(term);
    for (const compound of text.match(COMPOUND) ?? []) terms.add(compound.split(HYPHEN).map(whole).join(''));
  }
  return { title: wordsIn(texts[0]).map(whole).join(' '), terms: [...terms].join(' ') };
}

/** Reads what somebody types. Never throws. */
export function searchQuery(typed: string): SearchQuery {
  const words = wordsIn(folded(typed)).map(whole);
  const beginning = words.join(' ');
  const last = termsOf(words.pop() ?? '');
  // The longest tell most.
  const terms = [...new Set([...words.flatMap(allTerms), ...last.terms])]
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_TERMS - 1);
  return { beginning, terms, unfinished: last.unfinished };
}

function wordsIn(text = ''): string[] {
  return text.match(WORD) ?? [];
}

/** A word without the signs that may be left out within it. */
function whole(word: string): string {
  return word.split(BETWEEN_PIECES).join('');
}

/** The word and, where signs divide it, its pieces; of a script without spaces every two neighbouring letters. */
function indexTerms(word: string): string[] {
  const pieces = word.split(BETWEEN_PIECES);
  return [whole(word), ...(pieces.length > 1 ? pieces : [])].flatMap((piece) =>
    runsOf(piece).flatMap((run) => (isDense(run) ? [...pairs(run), ...[...run].slice(-1)] : [run])),
  );
}

/** What a typed word asks for; without spaces between words the last one cannot be told from the others. */
function termsOf(word: string): { terms: string[]; unfinished: string | undefined } {
  const runs = runsOf(word);
  const last = runs.pop();
  const terms = runs.flatMap((run) => (isDense(run) ? pairs(run) : [run]));
  if (last === undefined || !isDense(last) || [...last].length === 1) return { terms, unfinished: last };
  return { terms: [...terms, ...pairs(last)], unfinished: undefined };
}

function allTerms(word: string): string[] {
  const { terms, unfinished } = termsOf(word);
  return unfinished === undefined ? terms : [...terms, unfinished];
}

/** Whether a word is of a script that is written without spaces. */
export function isDense(word: string): boolean {
  return BEGINS_DENSE.test(word);
}

function runsOf(word: string): string[] {
  return word.match(RUNS) ?? [];
}

/** Every letter with the one behind it; of a single letter none. */
function pairs(run: string): string[] {
  const letters = [...run];
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}
