import {
  type Candidate,
  moveToEnd,
  type NextLook,
  postponeCandidates,
  settleCandidates,
  waitingCandidates,
} from '../../db/queries/candidates.ts';
import { linkDuplicates } from '../../db/queries/duplicates.ts';
import { upsertSongs } from '../../db/queries/songs.ts';
import { followChannels, type SourceYield, saveYields } from '../../db/queries/sources.ts';
import { CandidatesFailedError } from './errors/candidates-failed-error.ts';
import { isOfItself } from './fault-of-one.ts';
import type { IngestDeps } from './ingest.ts';
import { readVideos, type VideosRead } from './read-videos.ts';
import { type LeaveOutReason, nextLook } from './rejections.ts';
import type { RunCall } from './sources/ask-source.ts';
import { IDS_PER_CALL } from './youtube.ts';

/** Songs that searches must have found of a channel before it becomes a source by itself. */
const SONGS_OF_A_SOURCE = 3;

/**
 * Reads the candidates that are first in the line, one call's worth, and takes the songs among them into the catalogue. They
 * are candidates until all that belongs to it is done: after a process that died they are read once more. Those whose reason
 * may pass stay candidates, to be looked at again later. All of them go to the end of the line where YouTube has no answer
 * of use for them.
 *
 * @param except ids that are passed over
 * @throws CandidatesFailedError where that is so; else as the YouTube client does.
 */
export async function readCandidates(
  deps: IngestDeps,
  { signal, keep, outcome }: RunCall,
  except: readonly string[],
): Promise<void> {
  const { database, now, predictSongs } = deps;
  const { db } = database;
  const candidates = await waitingCandidates(db, IDS_PER_CALL, { now: now(), except });
  if (candidates.length === 0) return;
  let units = 0;
  const onRequest = () => {
    units += 1;
    outcome.units.read += 1;
  };
  const ids = candidates.map(({ videoId }) => videoId);
  let read: VideosRead;
  try {
    read = await readVideos(deps, ids, { signal, onRequest, keep });
  } catch (error) {
    if (!isOfItself(error)) throw error;
    await moveToEnd(db, ids, now());
    throw new CandidatesFailedError(ids, error);
  }
  const { songs } = read;
  const { lasting, looks } = sortedOut(read, candidates, now());
  const { added, changed } = await upsertSongs(db, songs, now());
  const songIds = songs.map(({ video_id }) => video_id);
  const duplicates = await linkDuplicates(db, songIds);
  // Also those that are there already, in case the process that brought them could not do it.
  await predictSongs(songIds);
  const yields = yieldsOf(candidates, new Set(added), units / ids.length);
  const newSources = await db.transaction().execute(async (trx) => {
    await settleCandidates(trx, { songs: songIds, leftOut: lasting });
    await postponeCandidates(trx, looks, now());
    await saveYields(trx, yields);
    const searched = new Set(
      candidates.filter(({ source }) => source?.kind === 'search').map(({ videoId }) => videoId),
    );
    const channels = songs
      .filter(({ video_id }) => searched.has(video_id))
      .map(({ channel_id }) => channel_id);
    return followChannels(trx, [...new Set(channels)], SONGS_OF_A_SOURCE);
  });
  outcome.added += added.length;
  outcome.updated += changed.length;
  outcome.duplicates += duplicates;
  outcome.newSources += newSources;
  for (const reason of read.leftOut.values()) {
    outcome.leftOut[reason] = (outcome.leftOut[reason] ?? 0) + 1;
  }
}

/** Which of the videos that are no songs are to be looked at again, and when. */
function sortedOut(
  { leftOut, startsAt }: VideosRead,
  candidates: readonly Candidate[],
  now: Date,
): { readonly lasting: ReadonlyMap<string, LeaveOutReason>; readonly looks: readonly NextLook[] } {
  const lasting = new Map<string, LeaveOutReason>();
  const looks: NextLook[] = [];
  for (const { videoId, tries, foundAt } of candidates) {
    const reason = leftOut.get(videoId);
    if (reason === undefined) continue;
    const dueAt = nextLook({ reason, tries, foundAt, startsAt: startsAt.get(videoId), now });
    if (dueAt === undefined) lasting.set(videoId, reason);
    else looks.push({ videoId, reason, dueAt });
  }
  return { lasting, looks };
}

/** What each source gets for its candidates; those of sources that are gone count for nobody. */
function yieldsOf(
  candidates: readonly Candidate[],
  added: ReadonlySet<string>,
  unitsEach: number,
): SourceYield[] {
  const yields = new Map<number, { songs: number; units: number }>();
  for (const { videoId, source } of candidates) {
    if (source === null) continue;
    const known = yields.get(source.sourceId) ?? { songs: 0, units: 0 };
    yields.set(source.sourceId, {
      songs: known.songs + (added.has(videoId) ? 1 : 0),
      units: known.units + unitsEach,
    });
  }
  return [...yields].map(([sourceId, some]) => ({ sourceId, ...some }));
}
