import { type Token, tokenize } from './tokenize.ts';

/** Finds the groups of a lexicon that a token belongs to, none for most. */
export type GroupsOf = (token: Token) => readonly string[];

const NONE: readonly string[] = [];

/**
 * A lexicon from lists of words, one a group. Inflected forms are found by their stem, hashtags by the word they hold.
 */
export function lexicon(lists: Readonly<Record<string, string>>): GroupsOf {
  const groups = new Map<string, string[]>();
  for (const [group, words] of Object.entries(lists)) {
    for (const { term, letters } of tokenize(words)) {
      for (const key of new Set([term, letters])) {
        const known = groups.get(key);
        if (known === undefined) groups.set(key, [group]);
        else if (!known.includes(group)) known.push(group);
      }
    }
  }
  // What stop words have in place of a term.
  groups.delete('');
  return ({ term, letters }) => groups.get(bare(term)) ?? groups.get(bare(letters)) ?? NONE;
}

function bare(word: string): string {
  return word.startsWith('#') ? word.slice(1) : word;
}
