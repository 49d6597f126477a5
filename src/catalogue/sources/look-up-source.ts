import type { Kysely } from 'kysely';
import { channelOfSong } from '../../../db/queries/source-views.ts';
import type { Schema } from '../../../db/schema.ts';
import { UserError } from '../../errors/user-error.ts';
import { askYouTube } from '../ask-youtube.ts';
import { YouTubeRequestError } from '../errors/youtube-request-error.ts';
import { whyAbsent } from '../read-videos.ts';
import { unescaped } from '../unescaped.ts';
import type { YouTubeChannel, YouTubeClient } from '../youtube.ts';
import type { AddressedName, NamedSource, ParsedSource } from './parse-source.ts';

export interface LookUpDeps {
  readonly db: Kysely<Schema>;
  readonly youtube: YouTubeClient | undefined;
}

/** Somebody waits for the answer, so it may have the last unit of the day. */
const KEEP_NOTHING = { keep: 0 };

/** A source that was found, and how YouTube calls it now. */
export interface FoundSource {
  readonly source: NamedSource;
  /** A channel's title, for people to see whose it is; undefined where YouTube was not asked or says none. It is not stored. */
  readonly title: string | undefined;
  /** The handle that was taken for an address which may have meant another channel. */
  readonly guessed: string | undefined;
}

/**
 * The channel that is meant by another name than its id, or by one of its videos.
 *
 * @throws UserError `unknown-channel`, `unknown-video`, `no-youtube-key`, `quota-spent`, `youtube-unavailable`
 */
export async function lookUp(
  { db, youtube }: LookUpDeps,
  wanted: Exclude<ParsedSource, NamedSource>,
): Promise<FoundSource> {
  if ('videoId' in wanted) {
    const known = await channelOfSong(db, wanted.videoId);
    const { id, title } = known === undefined ? await uploader(youtube, wanted.videoId) : { id: known };
    return found({ id, title });
  }
  const { lookup } = wanted;
  const name = 'custom' in lookup ? { handle: lookup.custom } : lookup;
  const channel = await askYouTube(() => needed(youtube).channel(name, KEEP_NOTHING));
  if (channel === undefined) throw unknownChannel(lookup);
  return { ...found(channel), ...('custom' in lookup && { guessed: `@${lookup.custom}` }) };
}

/**
 * Makes sure that there is such a channel or playlist; any words may be searched for. Without a key nobody can tell.
 *
 * @returns a channel's title, where YouTube was asked.
 * @throws UserError `unknown-channel`, `unknown-playlist`, `quota-spent`, `youtube-unavailable`
 */
export async function checkListed(
  { youtube }: LookUpDeps,
  { kind, query }: NamedSource,
): Promise<string | undefined> {
  if (youtube === undefined || kind === 'search') return undefined;
  if (kind === 'channel') {
    const channel = await askYouTube(() => youtube.channel({ id: query }, KEEP_NOTHING));
    if (channel !== undefined) return titleOf(channel.title);
    throw new UserError('unknown-channel', 'YouTube shows no channel of that id.');
  }
  try {
    await askYouTube(() => youtube.playlistItems(query, KEEP_NOTHING));
    return undefined;
  } catch (cause) {
    if (!(cause instanceof YouTubeRequestError)) throw cause;
    throw new UserError('unknown-playlist', 'YouTube shows no such playlist; it may be private.', { cause });
  }
}

/** How a channel is called that was named so. */
export function labelOf(name: AddressedName): string {
  if ('handle' in name) return `@${name.handle}`;
  return 'custom' in name ? name.custom : name.username;
}

function unknownChannel(name: AddressedName): UserError {
  const label = labelOf(name);
  if ('handle' in name) return new UserError('unknown-channel', `YouTube knows no channel called ${label}.`);
  return new UserError(
    'unknown-channel',
    `YouTube does not tell me whose the old address with ${label} is. ` +
      'Please give me the channel’s @handle, which stands below its name on YouTube, or one of its videos.',
  );
}

function found({
  id,
  title = '',
}: {
  readonly id: string;
  readonly title?: string | undefined;
}): FoundSource {
  return { source: { kind: 'channel', query: id }, title: titleOf(title), guessed: undefined };
}

function titleOf(title: string): string | undefined {
  return title.trim() === '' ? undefined : unescaped(title);
}

async function uploader(youtube: YouTubeClient | undefined, videoId: string): Promise<YouTubeChannel> {
  const answer = await askYouTube(() => needed(youtube).videos([videoId], KEEP_NOTHING));
  const snippet = answer.videos.find(({ id }) => id === videoId)?.snippet;
  if (snippet !== undefined && snippet.channelId !== '') {
    return { id: snippet.channelId, title: snippet.channelTitle };
  }
  if (snippet !== undefined || whyAbsent(answer, videoId) === 'unreadable') {
    throw new UserError(
      'youtube-unavailable',
      'YouTube does not tell me whose video that is at the moment. Please try again tomorrow, or give me the channel’s @handle.',
    );
  }
  throw new UserError('unknown-video', 'YouTube shows no such video; it may be private.');
}

function needed(youtube: YouTubeClient | undefined): YouTubeClient {
  if (youtube !== undefined) return youtube;
  throw new UserError(
    'no-youtube-key',
    'To find out whose channel that is I need to ask YouTube, and I have no API key for it. ' +
      'A channel’s id works without one: it begins with UC.',
  );
}
