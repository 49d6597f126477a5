// The page is plain JavaScript for browsers, checked by its own tsconfig; this is what its pure modules look like here.

declare module '*/page/markdown.js' {
  export function parseMarkdown(text: string): unknown[];
  export function parseInline(text: string): unknown[];
  export function previewedLinks(text: string): string[];
  export function firstBold(text: string): string | undefined;
}

declare module '*/page/command-line.js' {
  export function readCommandLine(
    text: string,
    commands: readonly object[],
  ): { path: string[]; values: Record<string, string | number | boolean>; problem: string };
}

declare module '*/page/suggestions.js' {
  export function suggest(
    text: string,
    commands: readonly object[],
    dynamic?: readonly { name: string; value: string }[],
  ): { heading: string; suggestions: { key: string; label: string; text: string }[] };
}

declare module '*/page/youtube-link.js' {
  export function videoIdOf(link: string): string | undefined;
}
