import { expect, test } from 'vitest';
import {
  addCandidates,
  forgetLeftOut,
  moveToEnd,
  postponeCandidates,
  settleCandidates,
  waitingCandidates,
} from '../../db/queries/candidates.ts';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { ensureSource, sourcesToAsk } from '../../db/queries/sources.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aSong, videoId } from '../support/songs.ts';

const EARLY = new Date('2026-03-01T00:00:00Z');
const LATE = new Date('2026-03-02T00:00:00Z');
const ids = (count: number) => Array.from({ length: count }, (_, n) => videoId(n + 1));

describeEachDatabase('candidates', (open) => {
  test('are videos that are neither songs with text nor known already, each once', async () => {
    const { db } = await open();
    await ensureSource(db, { kind: 'playlist', query: 'PLx' });
    const [source] = await sourcesToAsk(db, EARLY);
    const sourceId = source?.source_id ?? 0;
    await insertNewSongs(
      db,
      [
        aSong({ video_id: videoId(1), fetched_at: EARLY }),
        aSong({ video_id: videoId(2), origin: 'starter', fetched_at: null }),
        aSong({ video_id: videoId(3), origin: 'import', title: '', fetched_at: null }),
        aSong({ video_id: videoId(4), title: '', fetched_at: EARLY }),
      ],
      EARLY,
    );
    const add = (count: number, now: Date) =>
      addCandidates(db, [...ids(count), videoId(6)], { sourceId, now });
    // Erased songs come back this way.
    expect((await add(6, EARLY)).toSorted()).toEqual([videoId(4), videoId(5), videoId(6)]);
    expect(await add(7, LATE)).toEqual([videoId(7)]);
    const waiting = async () => (await waitingCandidates(db, 10, { now: LATE })).map((one) => one.videoId);
    expect(await waiting()).toEqual([videoId(4), videoId(5), videoId(6), videoId(7)]);
    await settleCandidates(db, { songs: [videoId(4)], leftOut: new Map([[videoId(5), 'live']]) });
    expect(await waiting()).toEqual([videoId(6), videoId(7)]);
    expect(await add(5, LATE)).toEqual([videoId(4)]);
    await forgetLeftOut(db, LATE);
    expect(await waiting()).toEqual([videoId(6), videoId(4), videoId(7)]);
    expect(await add(5, LATE)).toEqual([videoId(5)]);
  });

  test('go to the end of the line, or wait for their next look', async () => {
    const { db } = await open();
    await ensureSource(db, { kind: 'playlist', query: 'PLx' });
    await addCandidates(db, ids(4), { sourceId: 1, now: EARLY });
    const waiting = async (now: Date, except: readonly string[] = []) =>
      (await waitingCandidates(db, 10, { now, except })).map(({ videoId: id, tries }) => [id, tries]);
    await moveToEnd(db, [videoId(1)], LATE);
    expect(await waiting(EARLY)).toEqual([2, 3, 4].map((n) => [videoId(n), 0]));
    expect(await waiting(LATE)).toEqual([2, 3, 4, 1].map((n) => [videoId(n), 0]));
    expect(await waiting(LATE, [videoId(2)])).toEqual([3, 4, 1].map((n) => [videoId(n), 0]));
    const look = { videoId: videoId(2), reason: 'live', dueAt: LATE };
    await postponeCandidates(db, [look, { ...look, videoId: videoId(9) }], EARLY);
    expect(await waiting(EARLY)).toEqual([3, 4].map((n) => [videoId(n), 0]));
    await postponeCandidates(db, [look], EARLY);
    expect(await waiting(LATE)).toEqual([
      [videoId(3), 0],
      [videoId(4), 0],
      [videoId(1), 0],
      [videoId(2), 2],
      [videoId(9), 1],
    ]);
    // What a source names meanwhile is known.
    expect(await addCandidates(db, [videoId(9)], { sourceId: 1, now: LATE })).toEqual([]);
  });
});
