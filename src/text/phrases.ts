import type { BlockUnit } from './vectorizer-types.ts';

/** A feature of some words in a row, or the beginning of one. */
export interface Phrase {
  /** Of the feature, or -1 for what only begins features. */
  place: number;
  /** What it is followed by; undefined where nothing is. */
  next: Map<string, Phrase> | undefined;
}

/** Finds the phrase that goes on with `word` after `before`, or begins with it where nothing is before. */
export type FindPhrase = (word: string, before?: Phrase) => Phrase | undefined;

/**
 * Phrases of known features, as a tree of words: pairs are found without joining their words first. Only n-grams of
 * words are split, a piece of a word may begin with a space.
 */
export function knownPhrases(features: readonly string[], unit: BlockUnit, firstPlace: number): FindPhrase {
  const root: Phrase = { place: -1, next: undefined };
  features.forEach((feature, index) => {
    const words = unit === 'words' ? feature.split(' ') : [feature];
    words.reduce(phraseAfter, root).place = firstPlace + index;
  });
  return (word, before = root) => before.next?.get(word);
}

/** Finds every phrase, and gives it the next place when it is met for the first time; `features` are told in order. */
export function newPhrases(): { readonly find: FindPhrase; readonly features: readonly string[] } {
  const root: Phrase = { place: -1, next: undefined };
  const features: string[] = [];
  const find: FindPhrase = (word, before = root) => {
    const phrase = phraseAfter(before, word);
    if (phrase.place === -1) {
      phrase.place = features.length;
      features.push(before === root ? word : `${features[before.place]} ${word}`);
    }
    return phrase;
  };
  return { find, features };
}

function phraseAfter(before: Phrase, word: string): Phrase {
  before.next ??= new Map();
  let phrase = before.next.get(word);
  if (phrase === undefined) {
    phrase = { place: -1, next: undefined };
    before.next.set(word, phrase);
  }
  return phrase;
}
