import type { Kysely } from 'kysely';
import type { SongInput } from '../../../db/queries/songs.ts';
import type { Schema } from '../../../db/schema.ts';
import type { PredictSongs } from '../ingest.ts';
import type { SongRules } from '../video-to-song.ts';
import type { YouTubeClient } from '../youtube.ts';

export interface SuggestDeps {
  readonly db: Kysely<Schema>;
  /** Undefined without an API key: then nothing can be suggested. */
  readonly youtube: YouTubeClient | undefined;
  readonly now: () => Date;
  readonly predictSongs: PredictSongs;
  readonly songRules: SongRules;
}

export interface Suggested {
  readonly suggestionId: number;
  /** What YouTube says about it now; nothing of it is stored before somebody accepts. */
  readonly song: SongInput;
}

/**
 * Takes down that a member proposes a song.
 *
 * @throws UserError `not-a-youtube-link`, `unknown-video`, `not-a-song` (with the reason in words), `song-known`,
 * `song-suggested`, `too-many-suggestions`, `no-youtube-key`, `quota-spent`, `youtube-unavailable`
 */
export async function suggest(
  _deps: SuggestDeps,
  _request: {
    readonly url: string;
    readonly memberId: string;
    readonly guildId: string | null;
    readonly channelId: string;
  },
): Promise<Suggested> {
  throw new Error('not built yet');
}

/**
 * Reads the song from YouTube and takes it into the catalogue, or lets it be.
 *
 * @throws UserError `unknown-suggestion`, `suggestion-decided`, and as {@link suggest} does
 */
export async function decide(
  _deps: SuggestDeps,
  _request: { readonly suggestionId: number; readonly accept: boolean },
): Promise<{ readonly song: SongInput | undefined }> {
  throw new Error('not built yet');
}
