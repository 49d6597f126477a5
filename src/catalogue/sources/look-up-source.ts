import type { Kysely } from 'kysely';
import { channelOfSong } from '../../../db/queries/source-views.ts';
import type { Schema } from '../../../db/schema.ts';
import { UserError } from '../../errors/user-error.ts';
import { askYouTube } from '../ask-youtube.ts';
import { YouTubeRequestError } from '../errors/youtube-request-error.ts';
import type { ChannelName, YouTubeClient } from '../youtube.ts';
import type { NamedSource, ParsedSource } from './parse-source.ts';

export interface LookUpDeps {
  readonly db: Kysely<Schema>;
  readonly youtube: YouTubeClient | undefined;
}

/** Somebody waits for the answer, so it may have the last unit of the day. */
const KEEP_NOTHING = { keep: 0 };

/**
 * The channel that is meant by another name than its id, or by one of its videos.
 *
 * @throws UserError `unknown-channel`, `unknown-video`, `no-youtube-key`, `quota-spent`, `youtube-unavailable`
 */
export async function lookUp(
  { db, youtube }: LookUpDeps,
  wanted: Exclude<ParsedSource, NamedSource>,
): Promise<NamedSource> {
  if ('videoId' in wanted) {
    const channelId = (await channelOfSong(db, wanted.videoId)) ?? (await uploader(youtube, wanted.videoId));
    return { kind: 'channel', query: channelId };
  }
  for (const name of namesOf(wanted.lookup)) {
    const channelId = await askYouTube(() => needed(youtube).channelId(name, KEEP_NOTHING));
    if (channelId !== undefined) return { kind: 'channel', query: channelId };
  }
  throw new UserError('unknown-channel', `YouTube knows no channel called ${labelOf(wanted.lookup)}.`);
}

/**
 * Makes sure that there is such a channel or playlist; any words may be searched for. Without a key nobody can tell.
 *
 * @throws UserError `unknown-channel`, `unknown-playlist`, `quota-spent`, `youtube-unavailable`
 */
export async function checkListed({ youtube }: LookUpDeps, { kind, query }: NamedSource): Promise<void> {
  if (youtube === undefined || kind === 'search') return;
  const playlistId = kind === 'channel' ? query.replace(/^UC/, 'UU') : query;
  try {
    await askYouTube(() => youtube.playlistItems(playlistId, KEEP_NOTHING));
  } catch (cause) {
    if (!(cause instanceof YouTubeRequestError)) throw cause;
    throw kind === 'channel'
      ? new UserError('unknown-channel', 'YouTube shows no channel of that id, or no videos on it.', {
          cause,
        })
      : new UserError('unknown-playlist', 'YouTube shows no such playlist; it may be private.', { cause });
  }
}

/** How a channel is called that was named so. */
export function labelOf(name: ChannelName): string {
  return 'handle' in name ? `@${name.handle}` : name.username;
}

/** Old addresses with a name in them lead to what is a user's name, or a handle by now. */
function namesOf(name: ChannelName): ChannelName[] {
  return 'handle' in name ? [name] : [name, { handle: name.username }];
}

async function uploader(youtube: YouTubeClient | undefined, videoId: string): Promise<string> {
  const [video] = await askYouTube(() => needed(youtube).videos([videoId], KEEP_NOTHING));
  const channelId = video?.snippet.channelId ?? '';
  if (channelId !== '') return channelId;
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
