// The parts of `natural` that are used, by deep path: its index opens database clients and reads settings on import.

declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const porter: { stem(word: string): string };
  export default porter;
}

declare module 'natural/lib/natural/util/stopwords.js' {
  const stopwords: { words: readonly string[] };
  export default stopwords;
}

declare module 'natural/lib/natural/tokenizers/regexp_tokenizer.js' {
  interface Options {
    pattern: RegExp;
    /** Whether the pattern matches what stands between tokens (default) rather than the tokens. */
    gaps?: boolean;
  }
  class RegexpTokenizer {
    constructor(options: Options);
    /** With `gaps: false`, null where nothing matches. */
    tokenize(text: string): string[] | null;
  }
  const tokenizers: { RegexpTokenizer: typeof RegexpTokenizer };
  export default tokenizers;
}
