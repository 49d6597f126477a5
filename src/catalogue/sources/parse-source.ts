import { unescape as decodePercent } from 'node:querystring';
import type { SourceKind } from '../../../db/schema.ts';
import { UserError } from '../../errors/user-error.ts';
import { videoIdIn, withoutBrackets, youtubeAddress } from '../../text/youtube-link.ts';
import type { ChannelName } from '../youtube.ts';

/** A source that can be named without asking YouTube. */
export interface NamedSource {
  readonly kind: SourceKind;
  /** Search words, a channel id or a playlist id. */
  readonly query: string;
}

/**
 * What a channel is called by in addresses. YouTube's API knows handles and old user names, but not the custom names of
 * `youtube.com/c/Name` and `youtube.com/Name`: most of them became handles, and some belong to somebody else's now.
 */
export type AddressedName = ChannelName | { readonly custom: string };

/** What a text names: a source, a channel by another name than its id, or a video, whose channel is meant. */
export type ParsedSource = NamedSource | { readonly lookup: AddressedName } | { readonly videoId: string };

const MOST_CHARACTERS = 100;
const CHANNEL = /^UC[\w-]{22}$/;
/** A channel's uploads, all of them or one kind (`LF` long ones, `SH` shorts), are named after the channel. */
const UPLOADS = /^UU(?:LF|LP|LV|MF|MO|PS|PV|SH)?([\w-]{22})$/;
const PLAYLIST = /^(?:PL|OLAK5uy_)[\w-]{1,60}$/;
/** Without an address round it, only what has the length of a playlist's id is no word. */
const BARE_PLAYLIST = /^(?:PL(?:[\dA-F]{16}|[\w-]{32})|OLAK5uy_[\w-]{33})$/;
/** Letters and digits of any script, and what YouTube allows between them. */
const NAME = /^[\p{L}\p{M}\p{N}_.·-]{1,60}$/u;
/** Pages of YouTube's own that stand where a channel's name may. */
const PAGES = new Set(
  (
    'about account ads attribution_link audiolibrary c channel channels clip creators embed error explore favicon.ico feed feeds ' +
    'gaming getpremium hashtag howyoutubeworks index jobs kids learning live logout movies music new news oembed oops ' +
    'playlist playables podcasts post premium press redirect reporthistory results robots.txt shop shorts sitemap source sports ' +
    'storefront studio t terms trending tv upload user v verify watch watch_videos yt'
  ).split(' '),
);
const TABS = new Set(
  'about channels community featured live playlists podcasts posts releases search shorts streams videos'.split(
    ' ',
  ),
);
/** With a scheme, or a host and something behind it. Words with a slash in them, as in AC/DC, are none. */
const ADDRESS = /^(?:[a-z][a-z\d+.-]*:\/\/|www\.|(?:[\w-]+\.)+[a-z]{2,}[/?#]\S*$)/i;

/**
 * Reads what somebody typed to name a source.
 *
 * @throws UserError `no-source`
 */
export function parseSource(text: string): ParsedSource {
  const bare = withoutBrackets(squeezed(text));
  if (bare === '') throw refusal('Please name a YouTube channel, a playlist, or words to search for.');
  const address = youtubeAddress(bare);
  if (address !== undefined) return inAddress(address);
  if (ADDRESS.test(bare)) {
    throw refusal('That address is not on YouTube. I can follow YouTube channels, playlists and searches.');
  }
  if (CHANNEL.test(bare)) return { kind: 'channel', query: bare };
  if (BARE_PLAYLIST.test(bare) || UPLOADS.test(bare)) return listed(bare) ?? search(bare);
  if (bare.startsWith('@')) return handle(bare.split('/')[0] ?? '') ?? search(bare);
  return search(bare);
}

function inAddress(address: URL): ParsedSource {
  const [first = '', second = ''] = address.pathname.slice(1).split('/').map(decodePercent);
  if (first === 'results') return search(squeezed(address.searchParams.get('search_query') ?? ''));
  const list = address.searchParams.get('list');
  const videoId = videoIdIn(address);
  const named =
    inChannelPath(first, second) ??
    (list === null ? undefined : listed(list)) ??
    (videoId === undefined ? undefined : { videoId }) ??
    (list === null && address.hostname !== 'youtu.be' ? bareName(first, second) : undefined);
  if (named !== undefined) return named;
  throw refusal(
    list === null
      ? 'I see no channel, playlist or video in that YouTube address.'
      : 'I cannot follow that list: YouTube makes it up for each listener, or it is private. ' +
          'A playlist that somebody made works, and so does a channel.',
  );
}

function inChannelPath(first: string, second: string): ParsedSource | undefined {
  if (first === 'channel' && CHANNEL.test(second)) return { kind: 'channel', query: second };
  if (first === 'user' && NAME.test(second)) return { lookup: { username: second } };
  if (first === 'c' && NAME.test(second)) return { lookup: { custom: second } };
  return first.startsWith('@') ? handle(first) : undefined;
}

/** `youtube.com/Name`, or one of the tabs of that channel. */
function bareName(first: string, second: string): ParsedSource | undefined {
  const isPage = PAGES.has(first.toLowerCase()) || !NAME.test(first);
  return isPage || !(second === '' || TABS.has(second)) ? undefined : { lookup: { custom: first } };
}

function handle(text: string): ParsedSource | undefined {
  const name = text.slice(1);
  return NAME.test(name) ? { lookup: { handle: name } } : undefined;
}

function listed(list: string): NamedSource | undefined {
  const [, uploader] = UPLOADS.exec(list) ?? [];
  if (uploader !== undefined) return { kind: 'channel', query: `UC${uploader}` };
  return PLAYLIST.test(list) ? { kind: 'playlist', query: list } : undefined;
}

function search(query: string): NamedSource {
  if (query === '') throw refusal('That search has no words in it.');
  if ([...query].length <= MOST_CHARACTERS) return { kind: 'search', query };
  throw refusal(`That is too long to search for: ${MOST_CHARACTERS} characters are the most.`);
}

/** One line that a database can store, with single spaces. */
function squeezed(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function refusal(message: string): UserError {
  return new UserError('no-source', message);
}
