import { expect, test } from 'vitest';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { licenceHolds } from '../../src/catalogue/check-songs.ts';
import { refreshReserve } from '../../src/catalogue/quota/forecast.ts';
import { refresh } from '../../src/catalogue/refresh.ts';
import { readStarterFile } from '../../src/catalogue/starter-file.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { markUnavailable } from '../support/fixtures.ts';
import { aSong, videoId } from '../support/songs.ts';
import { DAY_MS, type IngestScene, ingestScene, numbered, START } from './ingest-scene.ts';

const NCS = 'NCS usage policy: free for user content with credit (https://ncs.io/usage-policy)';
const STATED = 'CC BY 4.0 stated in the video description (https://creativecommons.org/licenses/by/4.0/)';

async function addStarter(it: IngestScene, count: number, license = NCS): Promise<void> {
  const songs = numbered(count).map(({ id }) =>
    aSong({ video_id: id, origin: 'starter', title: `Own words ${id}`, license, fetched_at: null }),
  );
  await insertNewSongs(it.database.db, songs, new Date(START));
}

async function rows(it: IngestScene) {
  return it.database.db
    .selectFrom('songs')
    .select(['video_id', 'title', 'available', 'withdrawn', 'checked_at', 'fetched_at', 'made_for_kids'])
    .orderBy('video_id')
    .execute();
}

const out = async (it: IngestScene) =>
  (await rows(it)).filter(({ available }) => !available).map(({ video_id }) => video_id);

describeEachDatabase('checking songs whose text is not from YouTube', (open) => {
  test('takes out what is gone or may not be shown, keeps its own text, and brings it back', async () => {
    const it = await ingestScene(await open(), { sources: [] });
    await addStarter(it, 7);
    const [fine, , unlisted, closed, adults, blocked, own] = numbered(7, {
      license: 'youtube',
      madeForKids: true,
    });
    it.youtube.setVideos([
      { ...fine, id: videoId(0) },
      { ...unlisted, id: videoId(2), privacyStatus: 'unlisted' },
      { ...closed, id: videoId(3), embeddable: false },
      { ...adults, id: videoId(4), ageRestricted: true },
      { ...blocked, id: videoId(5), regionRestriction: { allowed: [] } },
      // Neither its length nor its category matter: somebody chose it.
      { ...own, id: videoId(6), duration: 'PT20M', categoryId: '22' },
    ]);
    expect(await refresh(it.deps)).toMatchObject({
      checked: 7,
      restored: 0,
      takenOut: {
        gone: 1,
        'not-public': 1,
        'not-embeddable': 1,
        'age-restricted': 1,
        'blocked-everywhere': 1,
      },
      units: { read: 1 },
    });
    expect(await out(it)).toEqual([1, 2, 3, 4, 5].map(videoId));
    for (const row of await rows(it)) {
      // Nothing that YouTube said is stored.
      expect(row).toMatchObject({
        title: `Own words ${row.video_id}`,
        checked_at: new Date(START),
        fetched_at: null,
        made_for_kids: null,
      });
    }
    expect(await refresh(it.deps)).toMatchObject({ checked: 0, units: { read: 0 } });
    it.youtube.setVideos(numbered(7));
    it.pass(26 * DAY_MS);
    expect(await refresh(it.deps)).toMatchObject({ checked: 7, restored: 5, takenOut: {} });
    expect(await out(it)).toEqual([]);
  });

  test('leaves out what people took out, and what cannot be read as it is', async () => {
    const it = await ingestScene(await open(), { sources: [] });
    await addStarter(it, 3);
    await markUnavailable(it.database.db, [videoId(0)]);
    it.youtube.setVideos(numbered(3));
    it.youtube.spoil('videos', (item) => (item.id === videoId(1) ? { id: item.id } : item));
    expect(await refresh(it.deps)).toMatchObject({
      checked: 3,
      restored: 0,
      takenOut: {},
      unreadable: [videoId(1)],
    });
    expect(await out(it)).toEqual([videoId(0)]);
    expect(await refresh(it.deps)).toMatchObject({ checked: 0 });
  });

  test('compares a licence only where it was read in the description', async () => {
    const it = await ingestScene(await open(), { sources: [] });
    await addStarter(it, 3, STATED);
    it.youtube.setVideos([
      { id: videoId(0), license: 'youtube', description: 'License: Creative Commons Attribution 4.0' },
      { id: videoId(1), license: 'creativeCommon', description: '' },
      { id: videoId(2), license: 'youtube', description: 'All rights reserved.' },
    ]);
    expect(await refresh(it.deps)).toMatchObject({ takenOut: { 'not-creative-commons': 1 } });
    expect(await out(it)).toEqual([videoId(2)]);
  });

  test('takes a day’s share of many songs, which the day’s budget is kept for', async () => {
    const it = await ingestScene(await open(), { sources: [] });
    await addStarter(it, 1_100);
    it.youtube.setVideos(numbered(1_100));
    const now = () => it.deps.now();
    const spent: number[] = [];
    for (let days = 0; days < 4; days += 1) {
      expect(await refreshReserve(it.database.db, now())).toBe(20);
      spent.push((await refresh(it.deps)).units.read);
      it.pass(DAY_MS);
    }
    expect(spent).toEqual([20, 2, 0, 0]);
  });

  test('without a key nothing is checked', async () => {
    const it = await ingestScene(await open(), { sources: [] });
    await addStarter(it, 2);
    expect(await refresh({ ...it.deps, youtube: undefined })).toMatchObject({ checked: 0, takenOut: {} });
    expect(await out(it)).toEqual([]);
  });

  test('the re-upload of a song that leaves takes its place', async () => {
    const it = await ingestScene(await open(), { sources: [] });
    const twins = [0, 1].map((n) =>
      aSong({
        video_id: videoId(n),
        origin: 'starter',
        title: 'The very same',
        description: '',
        fetched_at: null,
      }),
    );
    await insertNewSongs(it.database.db, twins, new Date(START));
    await it.database.db
      .updateTable('songs')
      .set({ duplicate_of: videoId(0) })
      .where('video_id', '=', videoId(1))
      .execute();
    it.youtube.setVideos(numbered(1, {}, 1));
    await refresh(it.deps);
    const other = await it.database.db
      .selectFrom('songs')
      .select(['available', 'duplicate_of'])
      .where('video_id', '=', videoId(1))
      .executeTakeFirst();
    expect(other).toEqual({ available: true, duplicate_of: null });
  });
});

test('of the starter catalogue’s licences only those read in a description can be compared', async () => {
  const { licences } = await readStarterFile();
  const video = {
    id: videoId(0),
    snippet: {
      title: '',
      description: 'All rights reserved.',
      channelTitle: '',
      channelId: '',
      tags: [],
      publishedAt: undefined,
      liveBroadcastContent: 'none',
      categoryId: '10',
    },
    contentDetails: { duration: 'PT3M', regionRestriction: undefined },
    status: { license: 'youtube', embeddable: true, privacyStatus: 'public' },
    topicDetails: { topicCategories: [] },
  };
  const compared = licences.filter((licence) => !licenceHolds(licence, video));
  expect(compared).toHaveLength(5);
  for (const licence of compared) expect(licence).toContain('stated in the video description');
});
