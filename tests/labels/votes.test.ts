import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { castVote, clearVotes, withdrawVote } from '../../src/labels/votes.ts';
import { MOODS, moodIndex } from '../../src/moods.ts';
import { describeEachDatabase, type OpenDatabase } from '../support/databases.ts';
import { addCard, addModel, addSongs, leaning, songPrediction, videoId } from '../support/fixtures.ts';

const logger = pino({ level: 'silent' });
const song = videoId(1);

async function openWithCard(open: OpenDatabase) {
  const { db } = await open();
  await addSongs(db, 2);
  const modelId = await addModel(db, { [song]: leaning('sad', 0.5), [videoId(2)]: leaning('sad', 0.5) });
  await addCard(db, song, 'card-1');
  const score = async () => (await songPrediction(db, modelId, song))?.score ?? [];
  return { db, deps: { db, logger }, score, modelId };
}

describeEachDatabase('votes', (open) => {
  test('a vote is counted and moves the score in the same step', async () => {
    const { deps, score } = await openWithCard(open);
    const before = (await score())[moodIndex('chill')] ?? 0;
    const outcome = await castVote(deps, { messageId: 'card-1', voterId: 'ada', mood: 'chill' });
    expect(outcome).toEqual({ videoId: song, changed: 1, tallies: [{ mood: 'chill', share: 1, voters: 1 }] });
    // Two voters' worth of prediction (0.1) and one vote.
    expect(before).toBeCloseTo(0.1);
    expect((await score())[moodIndex('chill')]).toBeCloseTo((2 * 0.1 + 1) / 3);
  });

  test('the same reaction twice is one vote', async () => {
    const { deps } = await openWithCard(open);
    const vote = { messageId: 'card-1', voterId: 'ada', mood: 'chill' } as const;
    await castVote(deps, vote);
    expect(await castVote(deps, vote)).toMatchObject({ changed: 0, tallies: [{ share: 1, voters: 1 }] });
  });

  test.each([
    ['super', 'ordinary'],
    ['ordinary', 'super'],
  ] as const)('a %s reaction that is taken back leaves the vote to the %s one', async (first, second) => {
    const { deps } = await openWithCard(open);
    const vote = { messageId: 'card-1', voterId: 'ada', mood: 'chill' } as const;
    expect(await castVote(deps, { ...vote, reaction: 'ordinary' })).toMatchObject({ changed: 1 });
    const both = await castVote(deps, { ...vote, reaction: 'super' });
    expect(both).toMatchObject({ changed: 0, tallies: [{ share: 1, voters: 1 }] });
    for (const times of [1, 2]) {
      const one = await withdrawVote(deps, { ...vote, reaction: first });
      expect(one, `time ${times}`).toMatchObject({ changed: 0, tallies: [{ share: 1, voters: 1 }] });
    }
    expect(await withdrawVote(deps, { ...vote, reaction: second })).toMatchObject({
      changed: 1,
      tallies: [],
    });
  });

  test('a vote from before reactions were told apart goes with whichever is taken back', async () => {
    const { db, deps } = await openWithCard(open);
    const vote = { messageId: 'card-1', voterId: 'ada', mood: 'chill' } as const;
    for (const reaction of ['super', 'ordinary'] as const) {
      await castVote(deps, vote);
      await db.updateTable('votes').set({ reactions: 0 }).execute();
      expect(await withdrawVote(deps, { ...vote, reaction })).toMatchObject({ changed: 1, tallies: [] });
    }
  });

  test('several moods by one member share one vote', async () => {
    const { deps } = await openWithCard(open);
    await castVote(deps, { messageId: 'card-1', voterId: 'ada', mood: 'chill' });
    await castVote(deps, { messageId: 'card-1', voterId: 'ben', mood: 'chill' });
    const outcome = await castVote(deps, { messageId: 'card-1', voterId: 'ada', mood: 'sad' });
    expect(outcome?.tallies).toEqual([
      { mood: 'chill', share: 1.5, voters: 2 },
      { mood: 'sad', share: 0.5, voters: 1 },
    ]);
  });

  test('taking the vote back restores tallies and score', async () => {
    const { deps, score } = await openWithCard(open);
    const before = await score();
    const vote = { messageId: 'card-1', voterId: 'ada', mood: 'chill' } as const;
    await castVote(deps, vote);
    expect(await withdrawVote(deps, vote)).toEqual({ videoId: song, changed: 1, tallies: [] });
    expect(await score()).toEqual(before);
  });

  test('a member who votes on two cards of a song has one vote, until both are taken back', async () => {
    const { db, deps } = await openWithCard(open);
    await addCard(db, song, 'card-2');
    await castVote(deps, { messageId: 'card-1', voterId: 'ada', mood: 'chill' });
    const both = await castVote(deps, { messageId: 'card-2', voterId: 'ada', mood: 'chill' });
    expect(both?.tallies).toEqual([{ mood: 'chill', share: 1, voters: 1 }]);
    const one = await withdrawVote(deps, { messageId: 'card-1', voterId: 'ada', mood: 'chill' });
    expect(one?.tallies).toEqual([{ mood: 'chill', share: 1, voters: 1 }]);
    const none = await withdrawVote(deps, { messageId: 'card-2', voterId: 'ada', mood: 'chill' });
    expect(none?.tallies).toEqual([]);
  });

  test('clearing one emoji or all of them takes those votes back, on that card alone', async () => {
    const { db, deps } = await openWithCard(open);
    await addCard(db, song, 'card-2');
    for (const voterId of ['ada', 'ben']) {
      await castVote(deps, { messageId: 'card-1', voterId, mood: 'chill' });
      await castVote(deps, { messageId: 'card-1', voterId, mood: 'sad' });
    }
    await castVote(deps, { messageId: 'card-2', voterId: 'cleo', mood: 'angry' });
    const emoji = await clearVotes(deps, { messageId: 'card-1', mood: 'sad' });
    expect(emoji).toMatchObject({ changed: 2 });
    expect(emoji?.tallies).toContainEqual({ mood: 'chill', share: 2, voters: 2 });
    const all = await clearVotes(deps, { messageId: 'card-1' });
    expect(all).toMatchObject({ changed: 2, tallies: [{ mood: 'angry', share: 1, voters: 1 }] });
  });

  test('a message that is no card changes nothing', async () => {
    const { db, deps } = await openWithCard(open);
    const vote = { messageId: 'chat', voterId: 'ada', mood: 'chill' } as const;
    expect(await castVote(deps, vote)).toBeUndefined();
    expect(await withdrawVote(deps, vote)).toBeUndefined();
    expect(await clearVotes(deps, { messageId: 'chat' })).toBeUndefined();
    expect(await db.selectFrom('votes').selectAll().execute()).toEqual([]);
  });

  test('a model that is being prepared gets the same votes as the active one', async () => {
    const { db, deps } = await openWithCard(open);
    const challenger = await addModel(db, { [song]: leaning('happy', 1) }, { activate: false });
    await castVote(deps, { messageId: 'card-1', voterId: 'ada', mood: 'happy' });
    const scores = await songPrediction(db, challenger, song);
    expect(scores?.score[moodIndex('happy')]).toBeCloseTo(1);
    expect(scores?.score[moodIndex('chill')]).toBeCloseTo(0);
  });

  test('votes that come at the same time are all counted', async () => {
    const { deps, score } = await openWithCard(open);
    const voters = Array.from({ length: 12 }, (_, n) => `voter-${n}`);
    await Promise.all(
      voters.map((voterId) => castVote(deps, { messageId: 'card-1', voterId, mood: 'chill' })),
    );
    expect((await score())[moodIndex('chill')]).toBeCloseTo((2 * 0.1 + 12) / 14);
  });

  test('whatever is voted and taken back, tallies are what the standing votes say and scores sum to 1', async () => {
    const { db, deps, score } = await openWithCard(open);
    const step = fc.record({
      voter: fc.constantFrom('ada', 'ben', 'cleo'),
      mood: fc.constantFrom(...MOODS),
      cast: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        await clearVotes(deps, { messageId: 'card-1' });
        const standing = new Map<string, Set<string>>();
        for (const { voter, mood, cast } of steps) {
          const moods = standing.get(voter) ?? new Set();
          standing.set(voter, moods);
          if (cast) moods.add(mood);
          else moods.delete(mood);
          await (cast ? castVote : withdrawVote)(deps, { messageId: 'card-1', voterId: voter, mood });
        }
        const expected = new Map<string, number>();
        for (const moods of standing.values()) {
          for (const mood of moods) expected.set(mood, (expected.get(mood) ?? 0) + 1 / moods.size);
        }
        const tallies = await db
          .selectFrom('tallies')
          .select(['mood', 'share'])
          .where('video_id', '=', song)
          .execute();
        expect(tallies.length).toBe(expected.size);
        for (const { mood, share } of tallies) expect(share).toBeCloseTo(expected.get(mood) ?? -1);
        expect((await score()).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1);
      }),
      { numRuns: 15 },
    );
  });
});
