import type { Database } from '../../db/database.ts';
import { recount } from '../../db/queries/votes.ts';
import type { Mood } from '../../src/moods.ts';
import { addSongs, videoId } from './fixtures.ts';

/** Words that say which of two moods a test song has. */
export const WORDS: Readonly<Record<'chill' | 'angry', string>> = {
  chill: 'calm soft rain',
  angry: 'heavy metal rage',
};

/** How many of the songs have a vote. */
export const LABELLED = 40;

/** 60 songs, the first 40 labelled by what their titles say; the rest are for the model to find out. */
export async function addLabelledSongs(database: Database): Promise<void> {
  const moodOf = (n: number): 'chill' | 'angry' => (n % 2 === 0 ? 'chill' : 'angry');
  await addSongs(database.db, 60, (n) => ({ title: `${WORDS[moodOf(n)]} no ${n}` }));
  await vote(database, moodOf);
}

/** Gives every labelled song one vote. */
async function vote({ db }: Database, moodOf: (n: number) => Mood): Promise<void> {
  const ids = Array.from({ length: LABELLED }, (_, index) => index + 1);
  const votes = ids.map((n) => ({ video_id: videoId(n), voter_id: 'ada', mood: moodOf(n), card_id: null }));
  await db.transaction().execute(async (trx) => {
    await trx.insertInto('votes').values(votes).execute();
    await recount(trx, ids.map(videoId));
  });
}
