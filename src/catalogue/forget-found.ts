import type { Kysely } from 'kysely';
import { forgetCandidates } from '../../db/queries/candidates.ts';
import { forgetFoundChannels, rewindSources } from '../../db/queries/sources.ts';
import type { Schema } from '../../db/schema.ts';
import { keepSince } from '../text/text-age.ts';
import { ONCE_MORE } from './sources/list-cursor.ts';

/** More candidates than this are not kept, whatever their age: some ten thousand pages of ids. */
const MOST_CANDIDATES = 200_000;

export interface ForgetDeps {
  readonly db: Kysely<Schema>;
  readonly now: () => Date;
}

/**
 * Forgets ids that came from YouTube and became nothing: candidates after 28½ days, or the oldest where there are too many, and channels
 * that searches found and of which no song is left. Sources whose videos were forgotten before anybody looked at
 * them, as when there was no key for a month, begin again from their start.
 */
export async function forgetFound(
  { db, now }: ForgetDeps,
  { most = MOST_CANDIDATES }: { readonly most?: number } = {},
): Promise<{ readonly candidates: number; readonly channels: number }> {
  const before = keepSince(now());
  const { forgotten, sources } = await forgetCandidates(db, { before, most });
  await rewindSources(db, sources, { search: null, list: ONCE_MORE });
  return { candidates: forgotten, channels: await forgetFoundChannels(db, before) };
}
