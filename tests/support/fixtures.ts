import type { Insertable, Kysely } from 'kysely';
import { insertCards, setCardMessage } from '../../db/queries/cards.ts';
import { insertModel, switchModel } from '../../db/queries/models.ts';
import { savePredictions } from '../../db/queries/scores.ts';
import type { ModelStatus, Schema, SongsTable } from '../../db/schema.ts';
import { MOODS, type Mood, type MoodVector, moodVector } from '../../src/moods.ts';
import { searchEntry } from '../../src/text/search-words.ts';

/** The 11-character id of the n-th test song. */
export function videoId(n: number): string {
  return `song${String(n).padStart(7, '0')}`;
}

/** Adds songs 1 to `count`; `overrides` may change each one. Returns their ids. */
export async function addSongs(
  db: Kysely<Schema>,
  count: number,
  overrides: (n: number) => Partial<Insertable<SongsTable>> = () => ({}),
): Promise<string[]> {
  const songs = Array.from({ length: count }, (_, index) => {
    const n = index + 1;
    const known = { video_id: videoId(n), title: `Song ${n}`, channel: 'A channel', license: 'CC BY 4.0' };
    const empty = {
      description: '',
      tags: [],
      channel_id: '',
      genre: '',
      artist: '',
      instruments: [],
      attribution: '',
    };
    const times = { duration_s: 180, published_at: null, fetched_at: null };
    const song = { ...known, ...empty, ...times, origin: 'starter' as const, ...overrides(n) };
    const entry = searchEntry({ title: song.title, by: song.artist || song.channel });
    return { ...song, search_title: entry.title, search_terms: entry.terms };
  });
  if (songs.length > 0) await db.insertInto('songs').values(songs).execute();
  return songs.map((song) => song.video_id);
}

/** A distribution that gives one mood `share` and the others the rest equally. */
export function leaning(mood: Mood, share: number): MoodVector {
  return moodVector((other) => (other === mood ? share : (1 - share) / (MOODS.length - 1)));
}

/** Adds a model without a usable artefact, trained just now, gives it these predictions and makes it the active one. */
export async function addModel(
  db: Kysely<Schema>,
  predictions: Readonly<Record<string, MoodVector>>,
  { activate = true, trainedAt = new Date() } = {},
): Promise<number> {
  const modelId = await insertModel(db, {
    artefact: new Uint8Array([1, 2, 3]),
    report: {},
    comparison: undefined,
    trainingSet: {},
    trainedAt,
  });
  await db.transaction().execute(async (trx) => {
    const list = Object.entries(predictions).map(([id, prediction]) => ({ videoId: id, prediction }));
    await savePredictions(trx, modelId, list);
    if (activate) await switchModel(trx, modelId, new Date(trainedAt.getTime() + 1000));
  });
  return modelId;
}

/** Adds a card that shows a song as a message. */
export async function addCard(db: Kysely<Schema>, song: string, messageId: string): Promise<number> {
  const [cardId] = await db
    .transaction()
    .execute((trx) =>
      insertCards(trx, [{ channelId: 'channel', guildId: 'guild', videoId: song, mood: 'chill' }]),
    );
  if (cardId === undefined) throw new Error('no card');
  await setCardMessage(db, cardId, messageId);
  return cardId;
}

/** A song's prediction by one model, in the order of the moods; undefined when it has none yet. */
export async function songPrediction(
  db: Kysely<Schema>,
  modelId: number,
  videoId: string,
): Promise<{ prediction: MoodVector; score: MoodVector } | undefined> {
  const rows = await db
    .selectFrom('scores')
    .select(['mood', 'prediction', 'score'])
    .where('model_id', '=', modelId)
    .where('video_id', '=', videoId)
    .execute();
  if (rows.length < MOODS.length) return undefined;
  const of = (field: 'prediction' | 'score') => (mood: Mood) =>
    rows.find((row) => row.mood === mood)?.[field] ?? 0;
  return {
    prediction: MOODS.map(of('prediction')) as unknown as MoodVector,
    score: MOODS.map(of('score')) as unknown as MoodVector,
  };
}

/** The latest models, newest first. */
export async function latestModels(db: Kysely<Schema>): Promise<{ modelId: number; status: ModelStatus }[]> {
  return db
    .selectFrom('models')
    .select(['model_id as modelId', 'status'])
    .orderBy('model_id', 'desc')
    .execute();
}

/** Takes songs out of the recommendations, as people may in the database itself: their text and votes stay. */
export async function markUnavailable(db: Kysely<Schema>, videoIds: readonly string[]): Promise<void> {
  await db.updateTable('songs').set({ available: false }).where('video_id', 'in', videoIds).execute();
}
