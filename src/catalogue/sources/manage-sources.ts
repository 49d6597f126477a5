import type { Kysely } from 'kysely';
import type { Schema } from '../../../db/schema.ts';
import type { YouTubeClient } from '../youtube.ts';
import type { SourceView } from './source-view.ts';

export interface SourcesDeps {
  readonly db: Kysely<Schema>;
  readonly now: () => Date;
}

export interface AddSourceDeps extends SourcesDeps {
  /** Undefined without an API key: then handles and video links cannot be looked up. */
  readonly youtube: YouTubeClient | undefined;
}

/** All sources but the removed ones: the best yield lately first, paused ones last. */
export async function listSources(_deps: SourcesDeps): Promise<SourceView[]> {
  throw new Error('not built yet');
}

/**
 * Adds a source, or brings a paused or removed one back.
 *
 * @param text a YouTube address of a channel, handle, playlist or video (whose channel it then is), `@handle`, a
 * channel or playlist id, or else words to search for.
 * @throws UserError `no-source` (empty text or one that is too long), `unknown-channel`, `unknown-playlist`, `unknown-video`,
 * `no-youtube-key`, `quota-spent`, `youtube-unavailable`
 */
export async function addSource(
  _deps: AddSourceDeps,
  _text: string,
): Promise<{ readonly source: SourceView; readonly outcome: 'added' | 'resumed' | 'known' }> {
  throw new Error('not built yet');
}

/**
 * Pauses a source, resumes or removes it.
 *
 * @param wanted its number, its query, its name or a YouTube address.
 * @throws UserError `unknown-source`
 */
export async function changeSource(
  _deps: SourcesDeps,
  _wanted: string,
  _change: 'pause' | 'resume' | 'remove',
): Promise<SourceView> {
  throw new Error('not built yet');
}
