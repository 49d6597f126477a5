import { decode } from 'html-entities';

const TAG = /<\/?[a-z][^<>]{0,500}>/gi;
const ENTITY = /&[#a-z\d]{2,32};/gi;
const URL = /\b(?:https?:\/\/|www\.)\S+/gi;
const BARE_URL =
  /\b(?:[a-z\d-]{1,63}\.){1,4}(?:com|net|org|io|ly|gl|gle|be|co|tv|fm|rs|cc|lnk|to|me|link|de|uk)(?:\/\S*|\b)/gi;
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g;
/** All of the above have one of these; most lines have none, and are not searched any further. */
const SUSPECT = /[<&]|\.\S|:\/\//;

/** A line that says one of these speaks of rights, whatever else it says. */
const LEGAL =
  /creative commons|attribution \d|\bcc[ -]by\b|under (?:a|the) .{0,40}licen[sc]e|all rights reserved|free to use|licensed under|\u00a9|music promoted by|content ?id/i;
/** A short line that says one of these asks for something; a long one may still describe the music. */
const REQUEST = /\b(?:subscribe|donate|patreon|follow (?:me|us)|buy (?:me|this)|e-?mail|tiktok|snapchat)\b/i;
const SHORT_LINE = 60;

/**
 * Plain text of one line of metadata: HTML tags and entities resolved, addresses of the web and of people cut out,
 * Unicode in compatibility form (NFKC) without lone surrogates. Emoji, emoticons and hashtags stay: they carry mood.
 */
export function cleanText(raw: string): string {
  return compatible(SUSPECT.test(raw) ? withoutMarkup(raw) : raw);
}

/** Unicode in compatibility form (NFKC) without lone surrogates: letters that are styled or full-width are letters. */
export function compatible(text: string): string {
  return text.toWellFormed().normalize('NFKC');
}

function withoutMarkup(raw: string): string {
  const plain = raw
    .toWellFormed()
    .replace(TAG, ' ')
    .replace(ENTITY, (entity) => decode(entity));
  return (plain.includes('@') ? plain.replace(EMAIL, ' ') : plain).replace(URL, ' ').replace(BARE_URL, ' ');
}

/**
 * {@link cleanText} of each line, without the lines about licences, credits and subscriptions, until about `enough`
 * characters are there: descriptions are long and only their start is read.
 */
export function cleanDescription(raw: string, enough = Number.POSITIVE_INFINITY): string {
  let clean = '';
  for (const line of raw.split(/[\r\n]+/)) {
    if (clean.length >= enough) break;
    const text = cleanText(line).trim();
    if (text !== '' && !isBoilerplate(text)) clean += clean === '' ? text : `\n${text}`;
  }
  return clean.slice(0, enough);
}

function isBoilerplate(line: string): boolean {
  return LEGAL.test(line) || (line.length < SHORT_LINE && REQUEST.test(line));
}
