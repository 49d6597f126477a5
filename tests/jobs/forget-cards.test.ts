import { pino } from 'pino';
import { expect, test } from 'vitest';
import { cardOfMessage } from '../../db/queries/cards.ts';
import { claimInteraction, forgetInteractions } from '../../db/queries/interactions.ts';
import { upkeep } from '../../src/jobs/upkeep.ts';
import { castVote } from '../../src/labels/votes.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addSongs } from '../support/fixtures.ts';

const NOW = new Date('2027-03-01T00:00:00Z');
const days = (count: number) => new Date(NOW.getTime() - count * 86_400_000);
const logger = pino({ level: 'silent' });
const never = new AbortController().signal;

describeEachDatabase('the daily upkeep', (open) => {
  async function withCards() {
    const { db, ...database } = await open();
    const [song = ''] = await addSongs(db, 1);
    let number = 0;
    /** Adds cards of one channel, oldest first. @returns their messages' ids. */
    async function add(channelId: string, count: number, createdAt: Date, shown = true): Promise<string[]> {
      const guildId = `guild of ${channelId}`;
      const messages = Array.from({ length: count }, () => `${channelId} ${number++}`);
      await db
        .insertInto('cards')
        .values(
          messages.map((message) => ({
            channel_id: channelId,
            guild_id: guildId,
            video_id: song,
            mood: 'chill' as const,
            message_id: shown ? message : null,
            created_at: createdAt,
          })),
        )
        .execute();
      return messages;
    }
    const run = () => upkeep({ database: { ...database, db }, logger, now: () => NOW }, never);
    const left = async (channelId: string) => {
      const query = db.selectFrom('cards').select('message_id').where('channel_id', '=', channelId);
      return (await query.orderBy('card_id').execute()).map((card) => card.message_id);
    };
    return { db, add, run, left };
  }

  test('removes old cards without votes, but not those that keep a song from coming back', async () => {
    const { db, add, run, left } = await withCards();
    const busy = await add('busy', 1_260, days(31));
    const quiet = await add('quiet', 3, days(400));
    const lately = await add('lately', 80, days(29));
    const small = await add('small', 10, days(31));
    await db.insertInto('guild_settings').values({ guild_id: 'guild of small', repeat_window: 4 }).execute();
    await castVote({ db, logger }, { messageId: busy[7] ?? '', voterId: '1', mood: 'sad' });
    await run();
    expect(await left('busy')).toEqual([busy[7], ...busy.slice(-50)]);
    expect(await left('quiet')).toEqual(quiet);
    expect(await left('lately')).toEqual(lately);
    expect(await left('small')).toEqual(small.slice(-4));
    expect(await db.selectFrom('votes').select('voter_id').execute()).toHaveLength(1);
    expect(await cardOfMessage(db, busy[7] ?? '')).toBeDefined();
  });

  test('removes cards that were never shown after a day', async () => {
    const { add, run, left } = await withCards();
    await add('music', 2, days(2), false);
    await add('music', 1, days(0.5), false);
    const shown = await add('music', 1, days(2));
    await run();
    expect(await left('music')).toEqual([null, ...shown]);
  });

  test('forgets which commands were taken on an hour ago', async () => {
    const { db, run } = await withCards();
    await claimInteraction(db, 'old', new Date(NOW.getTime() - 61 * 60_000));
    await claimInteraction(db, 'new', new Date(NOW.getTime() - 59 * 60_000));
    await run();
    const left = await db.selectFrom('interactions').select('interaction_id').execute();
    expect(left).toEqual([{ interaction_id: 'new' }]);
  });

  test('forgets many in some steps, and stops between two of them', async () => {
    const { db } = await withCards();
    const rows = Array.from({ length: 2_500 }, (_, n) => ({ interaction_id: `${n}`, claimed_at: days(2) }));
    await db.insertInto('interactions').values(rows).execute();
    expect(await forgetInteractions(db, days(1), AbortSignal.abort())).toBe(1_000);
    expect(await forgetInteractions(db, days(1))).toBe(1_500);
  });
});
