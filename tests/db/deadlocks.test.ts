import { expect, test } from 'vitest';
import { insertCards } from '../../db/queries/cards.ts';
import { deleteStaleScores, savePredictions } from '../../db/queries/scores.ts';
import {
  eraseExpiredSongs,
  eraseSongs,
  fillEmptyText,
  insertNewSongs,
  upsertSongs,
} from '../../db/queries/songs.ts';
import { insertVote, lockSongs, recount } from '../../db/queries/votes.ts';
import { useServer } from '../support/databases.ts';
import { addModel, leaning } from '../support/fixtures.ts';
import { aSong, videoId } from '../support/songs.ts';

const SONGS = 60;
const ROUNDS = 12;
const NOW = new Date('2026-03-01T00:00:00Z');

const { open } = useServer();

test('writers of the same songs in any order wait for each other only as long as each takes', async () => {
  const { db } = await open();
  const ids = Array.from({ length: SONGS }, (_, n) => videoId(n));
  const song = (id: string, title: string) =>
    aSong({ video_id: id, title, origin: 'youtube', fetched_at: NOW });
  await upsertSongs(
    db,
    ids.map((id) => song(id, 'First')),
    NOW,
  );
  const predictions = (some: readonly string[]) =>
    some.map((id) => ({ videoId: id, prediction: leaning('chill', 0.5) }));
  const all = Object.fromEntries(predictions(ids).map((one) => [one.videoId, one.prediction]));
  await addModel(db, all);
  const active = await addModel(db, all);

  /** Everything that writes songs, votes, cards or scores, each in an order of its own. */
  const writers = (round: number, some: readonly string[]): (() => Promise<unknown>)[] => [
    () =>
      upsertSongs(
        db,
        some.map((id) => song(id, `Title ${round}`)),
        NOW,
      ),
    () =>
      insertNewSongs(
        db,
        some.map((id) => song(`${id.slice(0, 9)}${String(round).padStart(2, '0')}`, 'New')),
        NOW,
      ),
    () =>
      fillEmptyText(
        db,
        some.map((id) => song(id, 'Filled')),
        NOW,
      ),
    () => eraseSongs(db, some.slice(0, 20), NOW),
    () => eraseExpiredSongs(db, new Date(NOW.getTime() + 1), NOW),
    () =>
      db.transaction().execute(async (trx) => {
        await lockSongs(trx, some);
        for (const id of some.slice(0, 10)) {
          await insertVote(trx, { videoId: id, voterId: `voter ${round}`, mood: 'chill', cardId: null });
        }
        await recount(trx, some);
      }),
    () =>
      db.transaction().execute((trx) =>
        insertCards(
          trx,
          some.map((id) => ({ channelId: 'channel', guildId: null, videoId: id, mood: 'chill' })),
        ),
      ),
    () => db.transaction().execute((trx) => savePredictions(trx, active, predictions(some))),
    () => deleteStaleScores(db, [active]),
  ];

  for (let round = 0; round < ROUNDS; round++) {
    const forwards = ids.slice(round, round + 40);
    const orders = [forwards, forwards.toReversed(), [...forwards.slice(20), ...forwards.slice(0, 20)]];
    const ends = await Promise.allSettled(
      orders.flatMap((order) => writers(round, order)).map((write) => write()),
    );
    expect(ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))).toEqual([]);
  }
});

test('a card of a song is made while a vote on it is being counted', async () => {
  const { db } = await open();
  await upsertSongs(db, [aSong({ video_id: videoId(1) })], NOW);
  const cards = await db.transaction().execute(async (voting) => {
    await lockSongs(voting, [videoId(1)]);
    return db
      .transaction()
      .execute((trx) =>
        insertCards(trx, [{ channelId: 'channel', guildId: null, videoId: videoId(1), mood: 'chill' }]),
      );
  });
  expect(cards).toHaveLength(1);
});
