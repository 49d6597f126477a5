import { trimEnd } from '../text/trim-end.ts';

/** Longest title a card shows; YouTube's own limit is 100. */
export const LONGEST_TITLE = 200;
const URL = /https?:\/\/[^\s<>]+/gi;

/**
 * What Discord's markdown begins or ends with. The `escapeMarkdown` of discord.js leaves some of four stars in a row as they
 * are, and those in addresses.
 */
const MARKS = /[\\*_~`|[\]<]/g;
/** What makes a heading, a list or a quotation at the beginning of a line. */
const LINE_MARK = /^(\d*)(\.|-#?|\+|#{1,3}|>{1,3})(?= )/;
/** Signs that would turn the rest of a line around. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Third-party text made safe for a message: one line, no markdown, no mentions, and no link that Discord would
 * preview beside the song's own.
 */
export function plain(text: string, longest = LONGEST_TITLE): string {
  return cut(text, longest)
    .replace(MARKS, '\\$&')
    .replace(LINE_MARK, '$1\\$2')
    .replaceAll('://', '\\://')
    .replace(/@(?=everyone|here)/g, '@\u200b')
    .replace(/(discord)(?=\.gg|(?:app)?\.com\/invite)/gi, '$1\u200b');
}

/** Text as one line of at most so many characters, without halves of surrogate pairs. */
export function cut(text: string, longest: number): string {
  const line = text.replace(DIRECTIONS, '').replace(/\s+/g, ' ').trim();
  const short = line.length > longest ? `${line.slice(0, longest - 1).trimEnd()}…` : line;
  return short.toWellFormed();
}

/** What Discord takes as one message. */
const LONGEST_MESSAGE = 2_000;

/** Whether the lines are short enough for one message. */
export function fits(lines: readonly string[]): boolean {
  return lines.join('\n').length <= LONGEST_MESSAGE;
}

/** The lines as one message, without those at the end that it has no room for. */
export function fitting(lines: readonly string[]): string {
  const shown: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > LONGEST_MESSAGE) break;
    shown.push(line);
  }
  return shown.join('\n');
}

/** A difference with its sign, where there is one: `+1.2`, `−0.8`, `0.0`. */
export function signed(value: number, digits = 1): string {
  const size = Math.abs(value).toFixed(digits);
  const sign = Number(size) === 0 ? '' : value < 0 ? '−' : '+';
  return `${sign}${size}`;
}

/** Longest credit or licence a card shows; those of songs from YouTube have some 270 characters at most. */
const LONGEST_LINE = 400;
const PUNCTUATION = '.,;:!?)]';

/**
 * Like {@link plain}, but web addresses stay links, without a preview.
 *
 * @param names parts of the text that somebody else chose, in which an address is no link
 */
export function plainWithLinks(text: string, names: readonly string[] = []): string {
  const line = cut(text, LONGEST_LINE);
  const parts: string[] = [];
  let end = 0;
  for (const match of line.matchAll(URL)) {
    // Punctuation after an address belongs to the sentence.
    const url = trimEnd(match[0], (character) => PUNCTUATION.includes(character));
    if (names.some((name) => name.includes(url))) continue;
    parts.push(plainPart(line.slice(end, match.index)), `<${url}>`);
    end = match.index + url.length;
  }
  parts.push(plainPart(line.slice(end)));
  return parts.join('').trim();
}

/** Keeps the space at both ends, which {@link plain} would cut. */
function plainPart(text: string): string {
  const inner = plain(text, LONGEST_LINE);
  return `${/^\s/.test(text) ? ' ' : ''}${inner}${inner !== '' && /\s$/.test(text) ? ' ' : ''}`;
}

const whole = new Intl.NumberFormat('en');

/** A number of things: `1 song`, `1,200 songs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}

/** A probability as people read it: `82 %`. */
export function percent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits)} %`;
}
