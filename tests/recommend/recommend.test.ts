import { pino } from 'pino';
import { expect, test } from 'vitest';
import { setCardMessage } from '../../db/queries/cards.ts';
import { topSongs } from '../../db/queries/ranking.ts';
import { PREDICTION_VOTERS } from '../../db/queries/scores.ts';
import { songTallies } from '../../db/queries/votes.ts';
import { UserError } from '../../src/errors/user-error.ts';
import { castVote } from '../../src/labels/votes.ts';
import type { Mood } from '../../src/moods.ts';
import { forget, recommend } from '../../src/recommend/recommend.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel, addSongs, leaning, videoId } from '../support/fixtures.ts';

const place = { channelId: 'music', guildId: 'guild' };
const random = () => 0.5;
const logger = pino({ level: 'silent' });

describeEachDatabase('recommend', (open) => {
  test('says that there is nothing when the catalogue is empty', async () => {
    const { db } = await open();
    const asking = recommend({ db, random }, { mood: 'chill', count: 1, place });
    await expect(asking).rejects.toSatisfy(
      (error) => error instanceof UserError && error.id === 'empty-catalogue',
    );
  });

  test('picks a good song for the mood with all that its card shows', async () => {
    const { db } = await open();
    await addSongs(db, 3, (n) =>
      n === 2 ? { title: 'Calm sea', attribution: 'by somebody', regions_blocked: ['DE'] } : {},
    );
    await addModel(db, {
      [videoId(1)]: leaning('angry', 0.9),
      [videoId(2)]: leaning('chill', 0.9),
      [videoId(3)]: leaning('angry', 0.9),
    });
    const [pick] = await recommend({ db, random }, { mood: 'chill', count: 1, place });
    expect(pick).toMatchObject({
      mood: 'chill',
      song: {
        videoId: videoId(2),
        title: 'Calm sea',
        attribution: 'by somebody',
        license: 'CC BY 4.0',
        regionsAllowed: null,
        regionsBlocked: ['DE'],
        voters: 0,
      },
    });
    expect(pick?.song.score).toBeCloseTo(0.9);
  });

  test('never picks a song that left the catalogue', async () => {
    const { db } = await open();
    await addSongs(db, 2, (n) => (n === 1 ? { available: false } : {}));
    await addModel(db, { [videoId(1)]: leaning('chill', 0.9), [videoId(2)]: leaning('chill', 0.1) });
    const [pick] = await recommend({ db, random }, { mood: 'chill', count: 1 });
    expect(pick?.song.videoId).toBe(videoId(2));
  });

  test('never picks a re-upload, with a model or without', async () => {
    const { db } = await open();
    await addSongs(db, 2, (n) => (n === 1 ? { duplicate_of: videoId(2) } : {}));
    await db
      .insertInto('tallies')
      .values([1, 2].map((n) => ({ video_id: videoId(n), mood: 'chill', share: 3 - n, voters: 2 })))
      .execute();
    const picked = async () =>
      (await recommend({ db, random }, { mood: 'chill', count: 5 })).map(({ song }) => song.videoId);
    expect(await picked()).toEqual([videoId(2)]);
    await addModel(db, { [videoId(1)]: leaning('chill', 0.9), [videoId(2)]: leaning('chill', 0.1) });
    expect(await picked()).toEqual([videoId(2)]);
  });

  test('works from votes alone while there is no model', async () => {
    const { db } = await open();
    await addSongs(db, 2);
    await db
      .insertInto('tallies')
      .values([
        { video_id: videoId(1), mood: 'chill', share: 1, voters: 1 },
        { video_id: videoId(1), mood: 'sad', share: 3, voters: 3 },
      ])
      .execute();
    const [pick] = await recommend({ db, random }, { mood: 'chill', count: 1, place });
    expect(pick?.song).toMatchObject({ videoId: videoId(1), score: 0.25, voters: 1, allVoters: 4 });
  });

  test('does not repeat a song within the last 50 cards of a channel', async () => {
    const { db } = await open();
    const ids = await addSongs(db, 60);
    await addModel(db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
    const shown: string[] = [];
    for (let n = 0; n < 120; n++) {
      const [pick] = await recommend({ db, random: Math.random }, { mood: 'chill', count: 1, place });
      const id = pick?.song.videoId ?? '';
      expect(shown.slice(-50)).not.toContain(id);
      shown.push(id);
    }
  });

  test('a server may choose a shorter memory', async () => {
    const { db } = await open();
    await addSongs(db, 2);
    await addModel(db, { [videoId(1)]: leaning('chill', 0.9), [videoId(2)]: leaning('chill', 0.01) });
    await db.insertInto('guild_settings').values({ guild_id: 'guild', repeat_window: 0 }).execute();
    for (let n = 0; n < 3; n++) {
      const [pick] = await recommend({ db, random }, { mood: 'chill', count: 1, place });
      expect(pick?.song.videoId).toBe(videoId(1));
    }
  });

  test('brings the song of longest ago back when nothing else is left', async () => {
    const { db } = await open();
    const ids = await addSongs(db, 3);
    await addModel(db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
    const order: string[] = [];
    for (let n = 0; n < 6; n++) {
      const [pick] = await recommend({ db, random: Math.random }, { mood: 'chill', count: 1, place });
      order.push(pick?.song.videoId ?? '');
    }
    expect(new Set(order.slice(0, 3)).size).toBe(3);
    expect(order.slice(3)).toEqual(order.slice(0, 3));
  });

  test('other channels are not affected', async () => {
    const { db } = await open();
    await addSongs(db, 2);
    await addModel(db, { [videoId(1)]: leaning('chill', 0.9), [videoId(2)]: leaning('chill', 0.01) });
    await recommend({ db, random }, { mood: 'chill', count: 1, place });
    const [pick] = await recommend(
      { db, random },
      { mood: 'chill', count: 1, place: { ...place, channelId: 'other' } },
    );
    expect(pick?.song.videoId).toBe(videoId(1));
  });

  test('gives several songs, all different, and fewer where there are fewer', async () => {
    const { db } = await open();
    const ids = await addSongs(db, 3);
    await addModel(db, {
      ...Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.01)])),
      [videoId(1)]: leaning('chill', 0.9),
    });
    const picks = await recommend({ db, random }, { mood: 'chill', count: 5, place });
    expect(picks.map((pick) => pick.song.videoId).sort()).toEqual(ids);
    expect(new Set(picks.map((pick) => pick.cardId)).size).toBe(3);
  });

  test('two requests at the same time never get the same song', async () => {
    const { db } = await open();
    const ids = await addSongs(db, 20);
    await addModel(db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
    const picks = await Promise.all(
      ids.map(() => recommend({ db, random: Math.random }, { mood: 'chill', count: 1, place })),
    );
    expect(new Set(picks.map(([pick]) => pick?.song.videoId)).size).toBe(20);
  });

  test('a pick that could not be shown is forgotten', async () => {
    const { db } = await open();
    await addSongs(db, 1);
    await addModel(db, { [videoId(1)]: leaning('chill', 0.9) });
    const [pick] = await recommend({ db, random }, { mood: 'chill', count: 1, place });
    if (pick?.cardId === undefined) throw new Error('no card');
    await setCardMessage(db, pick.cardId, 'message');
    await forget(db, pick);
    expect(await db.selectFrom('cards').selectAll().execute()).toEqual([]);
  });

  test('what was voted on a card that is forgotten goes with it, and other votes stay', async () => {
    const { db } = await open();
    const [id = ''] = await addSongs(db, 1);
    await addModel(db, { [id]: leaning('chill', 0.9) });
    const [shown, failed] = [
      await recommend({ db, random }, { mood: 'chill', count: 1, place }),
      await recommend({ db, random }, { mood: 'chill', count: 1, place }),
    ].flat();
    if (shown?.cardId === undefined || failed?.cardId === undefined) throw new Error('no card');
    await setCardMessage(db, shown.cardId, 'shown');
    await setCardMessage(db, failed.cardId, 'failed');
    const vote = (messageId: string, voterId: string, mood: Mood) =>
      castVote({ db, logger }, { messageId, voterId, mood });
    await vote('shown', 'ada', 'chill');
    await vote('failed', 'ada', 'sad');
    await vote('failed', 'robin', 'angry');
    await forget(db, failed);
    expect(await db.selectFrom('cards').select('message_id').execute()).toEqual([{ message_id: 'shown' }]);
    expect(await db.selectFrom('votes').select(['voter_id', 'mood']).execute()).toEqual([
      { voter_id: 'ada', mood: 'chill' },
    ]);
    expect(await songTallies(db, id)).toEqual([{ mood: 'chill', share: 1, voters: 1 }]);
    const [song] = await topSongs(db, { mood: 'chill', limit: 1 });
    expect(song).toMatchObject({ voters: 1, allVoters: 1 });
    expect(song?.score).toBeCloseTo((PREDICTION_VOTERS * 0.9 + 1) / (PREDICTION_VOTERS + 1));
  });
});
