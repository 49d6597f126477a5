import type { Kysely } from 'kysely';
import { settleCandidates } from '../../../db/queries/candidates.ts';
import { declineVideo, undeclineVideo } from '../../../db/queries/declined-videos.ts';
import { linkDuplicates } from '../../../db/queries/duplicates.ts';
import { deleteOldLookUps, type LookUpLimits, takeLookUp } from '../../../db/queries/look-ups.ts';
import { type SongInput, upsertSongs } from '../../../db/queries/songs.ts';
import {
  deleteOldSuggestions,
  insertSuggestion,
  knownAs,
  type NotTaken,
  reasonNotToTake,
  settleSuggestion,
  suggestionById,
} from '../../../db/queries/suggestions.ts';
import type { Schema, SuggestionStatus } from '../../../db/schema.ts';
import { UserError } from '../../errors/user-error.ts';
import type { PredictSongs } from '../ingest.ts';
import { checkRefusedLately, type ReadDeps, readSong } from './read-song.ts';
import { suggestedVideo } from './suggested-video.ts';

export interface SuggestDeps extends ReadDeps {
  readonly predictSongs: PredictSongs;
}

export interface Suggested {
  readonly suggestionId: number;
  readonly videoId: string;
  /** What YouTube says about it now, nothing of which is stored before somebody accepts; undefined without a key. */
  readonly song: SongInput | undefined;
}

export interface Decided {
  /** The song that was taken; undefined for a declined one. */
  readonly song: SongInput | undefined;
  /** Whether the catalogue has the same song from another upload, which is the one that is recommended. */
  readonly reupload: boolean;
  /** The message that shows the suggestion to everybody, where it is known. */
  readonly shownIn: { readonly channelId: string; readonly messageId: string } | undefined;
}

/** How many suggestions may wait. */
export const SUGGESTION_LIMITS = { perMember: 5, perGuild: 50 } as const;

/** How long a suggestion waits for a decision, and how long a decision is remembered. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** How often members may have a link looked up, which costs a unit of what all share. */
export const LOOK_UP_LIMITS: LookUpLimits = {
  member: { most: 10, withinMs: 10 * 60 * 1000 },
  guild: [
    { most: 60, withinMs: 10 * 60 * 1000 },
    { most: 300, withinMs: 24 * 60 * 60 * 1000 },
  ],
};

/**
 * Records that a member proposes a song. What can be told without YouTube is told first; without a key the rest waits for
 * moderators as it is.
 *
 * @throws UserError `not-a-youtube-link`, `unknown-video`, `not-a-song` (with the reason in words), `song-known`,
 * `song-suggested`, `too-many-suggestions`, `quota-spent`, `youtube-unavailable`
 */
export async function suggest(
  deps: SuggestDeps,
  request: {
    readonly url: string;
    readonly memberId: string;
    readonly guildId: string | null;
    readonly channelId: string;
    /** Whether it is a moderator, who may bring back what was declined. */
    readonly evenIfDeclined?: boolean;
  },
): Promise<Suggested> {
  const { db, now } = deps;
  const { url, ...place } = request;
  const videoId = suggestedVideo(url);
  await checkUnknown(db, videoId);
  await dropOldSuggestions(deps);
  const suggestion = { videoId, ...place };
  // Before the unit is spent, and once more below, when others may have been faster.
  const reason = await reasonNotToTake(db, suggestion, SUGGESTION_LIMITS);
  if (reason !== undefined) throw refusal(reason);
  const song = deps.youtube === undefined ? undefined : await lookUp(deps, suggestion);
  const taken = await insertSuggestion(db, suggestion, SUGGESTION_LIMITS, now());
  if (typeof taken !== 'number') throw refusal(taken);
  return { suggestionId: taken, videoId, song };
}

async function lookUp(
  deps: SuggestDeps,
  {
    videoId,
    ...who
  }: { readonly videoId: string; readonly memberId: string; readonly guildId: string | null },
): Promise<SongInput> {
  await checkRefusedLately(deps, videoId);
  const reached = await takeLookUp(deps.db, who, LOOK_UP_LIMITS, deps.now());
  if (reached === undefined) return readSong(deps, videoId);
  throw new UserError(
    'too-many-suggestions',
    reached === 'member'
      ? 'You are quick! I need a short break before I can look at more of your songs. Please try again in ten minutes.'
      : 'This server has shown me a lot of songs lately, and I need a break before I can look at more. Please try again later.',
  );
}

/** Deletes look-ups that no longer count for anybody. */
export async function dropOldLookUps({ db, now }: Pick<SuggestDeps, 'db' | 'now'>): Promise<void> {
  const longest = Math.max(...[LOOK_UP_LIMITS.member, ...LOOK_UP_LIMITS.guild].map((one) => one.withinMs));
  await deleteOldLookUps(db, new Date(now().getTime() - longest));
}

/**
 * Reads the song from YouTube and takes it into the catalogue, or declines it: then no source and no import brings it in
 * either, until a moderator accepts it after all. Who proposed it is forgotten either way.
 *
 * @throws UserError `unknown-suggestion`, `suggestion-decided`, and as {@link suggest} does
 */
export async function decide(
  deps: SuggestDeps,
  { suggestionId, accept }: { readonly suggestionId: number; readonly accept: boolean },
): Promise<Decided> {
  const { db, now, predictSongs } = deps;
  await dropOldSuggestions(deps);
  const found = await suggestionById(db, suggestionId);
  if (found?.status !== 'waiting') throw notWaiting(found?.status);
  const { videoId, channelId, messageId } = found;
  const shownIn = messageId === null ? undefined : { channelId, messageId };
  const song = accept ? await readSong(deps, videoId) : undefined;
  const settled = await db.transaction().execute(async (trx) => {
    if (!(await settleSuggestion(trx, suggestionId, accept ? 'accepted' : 'declined', now()))) return false;
    if (song !== undefined) await upsertSongs(trx, [song], now());
    if (song === undefined) await declineVideo(trx, videoId, now());
    else await undeclineVideo(trx, videoId);
    await settleCandidates(trx, { songs: song === undefined ? [] : [videoId], leftOut: new Map() });
    return true;
  });
  if (!settled) throw notWaiting((await suggestionById(db, suggestionId))?.status);
  if (song === undefined) return { song, reupload: false, shownIn };
  const reupload = (await linkDuplicates(db, [videoId])) > 0;
  await predictSongs([videoId]);
  return { song, reupload, shownIn };
}

/** Deletes what nobody decided on for 30 days, and decisions that are as old. */
export async function dropOldSuggestions({ db, now }: Pick<SuggestDeps, 'db' | 'now'>): Promise<void> {
  await deleteOldSuggestions(db, new Date(now().getTime() - KEPT_MS));
}

async function checkUnknown(db: Kysely<Schema>, videoId: string): Promise<void> {
  switch (await knownAs(db, videoId)) {
    case 'song':
      throw new UserError(
        'song-known',
        'Good taste: I have this song already. `/song` with the same link shows what members hear in it.',
      );
    case 'taken-out':
      throw new UserError(
        'song-known',
        'I know this song, but the people who look after me took it out of my collection.',
      );
    case 'withdrawn':
      throw new UserError(
        'song-known',
        'I know this song, but YouTube did not let everybody play it when I last looked. I look again every few weeks.',
      );
    case undefined:
  }
}

function refusal(reason: NotTaken): UserError {
  const { perMember, perGuild } = SUGGESTION_LIMITS;
  switch (reason) {
    case 'own':
      return new UserError(
        'song-suggested',
        'You have suggested this song already. It is waiting for the moderators.',
      );
    case 'waiting':
      return new UserError(
        'song-suggested',
        'Somebody else had the same idea: this song is waiting for the moderators already.',
      );
    case 'declined':
      return new UserError(
        'song-suggested',
        'This song was suggested not long ago, and the moderators decided not to take it.',
      );
    case 'member-full':
      return new UserError(
        'too-many-suggestions',
        `${perMember} songs of yours are waiting for the moderators, and that is as many as I can hold for one member. Please try again when they have decided on one.`,
      );
    case 'guild-full':
      return new UserError(
        'too-many-suggestions',
        `${perGuild} songs of this server are waiting for the moderators, and that is as many as I can hold. Please try again when they have decided on some.`,
      );
  }
}

function notWaiting(status: SuggestionStatus | undefined): UserError {
  return status === undefined
    ? new UserError(
        'unknown-suggestion',
        'This suggestion is gone: I keep them for 30 days. `/suggest` brings the song up again.',
      )
    : new UserError(
        'suggestion-decided',
        `This one is decided already: the song was ${status === 'accepted' ? 'accepted' : 'declined'}.`,
      );
}
