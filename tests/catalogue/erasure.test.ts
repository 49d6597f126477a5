import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { linkDuplicates } from '../../db/queries/duplicates.ts';
import { eraseSongs, insertNewSongs, upsertSongs } from '../../db/queries/songs.ts';
import { insertVote, lockSongs, recount } from '../../db/queries/votes.ts';
import { QuotaExceededError } from '../../src/catalogue/errors/quota-exceeded-error.ts';
import { YouTubeUnavailableError } from '../../src/catalogue/errors/youtube-unavailable-error.ts';
import { readVideos } from '../../src/catalogue/read-videos.ts';
import { refresh } from '../../src/catalogue/refresh.ts';
import { DEFAULT_SONG_RULES } from '../../src/catalogue/video-to-song.ts';
import type { YouTubeClient, YouTubeVideo } from '../../src/catalogue/youtube.ts';
import { parse, serialise } from '../../src/classifier/artefact.ts';
import { NotEnoughLabelsError } from '../../src/classifier/errors/not-enough-labels-error.ts';
import { predict } from '../../src/classifier/predict.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import type { Comparison, Example } from '../../src/classifier/types.ts';
import { UserError } from '../../src/errors/user-error.ts';
import { type JobDependencies, jobsOf } from '../../src/jobs/jobs.ts';
import { MOODS, type Mood } from '../../src/moods.ts';
import { type SongText, TEXT_FIELDS } from '../../src/text/song-text.ts';
import { createActiveModel } from '../../src/training/active-model.ts';
import { gatherExamples } from '../../src/training/gather-examples.ts';
import { explainingClassifier } from '../../src/training/model-age.ts';
import { predictSongs } from '../../src/training/predict-songs.ts';
import { retrain } from '../../src/training/retrain.ts';
import { rollback } from '../../src/training/rollback.ts';
import type { Trainer } from '../../src/training/trainer.ts';
import { useEmbedded } from '../support/databases.ts';
import { aSong, videoId } from '../support/songs.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2026-01-01T00:00:00Z');
const SONGS = 5;
/** Its text is from elsewhere and nobody's to erase. */
const OWN = videoId(99);
const MARKERS = /zq[a-j]+v/g;

const song = fc.nat({ max: SONGS - 1 });
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('ingest'), song, dies: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('vote'), song, mood: fc.constantFrom(...MOODS) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('rewrite'), song }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('remove'), song }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('relicense'), song }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('remove all') }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('retrain'), worse: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('rollback') }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('die in the next prediction') }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('YouTube'), is: fc.constantFrom('up', 'up', 'down', 'spent') }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;
/** Days, and now and then weeks. */
const hours = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 100 }) },
  { weight: 1, arbitrary: fc.integer({ min: 300, max: 800 }) },
);
const history = fc.array(fc.record({ action, hours }), { minLength: 6, maxLength: 12 });

/** Trains in earnest, with a vocabulary of every word that it reads. */
function trainHere({
  examples,
  seed,
  trainedAt,
}: {
  examples: readonly Example[];
  seed: number;
  trainedAt: Date;
}) {
  const all = { fields: [...TEXT_FIELDS], unit: 'words', ngrams: [1, 1], minSongs: 1, weight: 1 } as const;
  const features = { blocks: [all], descriptionLength: 500 };
  return trainClassifier({ examples, seed, trainedAt, folds: 2, costs: [1], features });
}

/** A catalogue and its YouTube through the days; the daily job runs at midnight. */
async function world(database: Database) {
  const { db } = database;
  const logger = pino({ level: 'silent' });
  let time = START;
  let nextJob = START + DAY_MS;
  let written = 0;
  let youtubeIs = 'up';
  let verdict: Comparison['verdict'] = 'same';
  let dies = false;
  let voters = 0;
  const now = () => new Date(time);

  /** What YouTube has, and when it last told whom of which words; `revoked` once it told something else. */
  const videos = new Map<string, { marker: string; license: string }>();
  const told = new Map<string, { id: string; at: number; revoked: boolean }>();

  function write(id: string): void {
    const letters = [...String(written)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    written += 1;
    videos.set(id, { marker: `zq${letters}v`, license: 'creativeCommon' });
  }

  function tell(id: string): YouTubeVideo[] {
    const video = videos.get(id);
    for (const known of told.values()) if (known.id === id) known.revoked = true;
    if (video?.license === 'creativeCommon') told.set(video.marker, { id, at: time, revoked: false });
    return video === undefined ? [] : [asVideo(id, video.marker, video.license)];
  }

  const refused = () => Promise.reject(new Error('nobody asks that here'));
  const youtube: YouTubeClient = {
    search: refused,
    playlistItems: refused,
    channel: refused,
    async videos(ids) {
      if (youtubeIs === 'down') throw new YouTubeUnavailableError('server', 'backendError');
      if (youtubeIs === 'spent')
        throw new QuotaExceededError('read', 'quotaExceeded', new Date(time + HOUR_MS));
      return { videos: ids.flatMap(tell), unreadable: new Set(), nameless: false };
    },
  };
  const trainer: Trainer = {
    async train({ examples, champion, seed, trainedAt }) {
      const { classifier, report } = trainHere({ examples, seed, trainedAt });
      const none = { difference: 0, low: 0, high: 0 };
      const figures = { champion: report.metrics, challenger: report.metrics, accuracy: none, macroF1: none };
      const comparison = champion && { ...figures, verdict };
      return { artefact: serialise(classifier), report, comparison };
    },
    predict: async (artefact, texts) => predict(parse(artefact), texts),
    learningCurve: refused,
    stop: async () => {},
  };
  const activeModel = createActiveModel({ database, logger, fallBack: async () => {} });
  await activeModel.start();
  const deps = {
    database,
    youtube,
    songRules: DEFAULT_SONG_RULES,
    logger,
    now,
    trainer,
    async predictSongs(ids: readonly string[]) {
      if (dies) {
        dies = false;
        throw new Error('killed');
      }
      await predictSongs({ database, activeModel }, ids);
    },
  };
  // Of ingestion there is nothing here.
  const daily = jobsOf(deps as unknown as JobDependencies, '0 * * * *').find(
    ({ name }) => name === 'refresh',
  );

  async function act(it: Action): Promise<void> {
    const id = 'song' in it ? videoId(it.song) : '';
    if (it.does === 'rewrite') write(id);
    if (it.does === 'remove') videos.delete(id);
    if (it.does === 'remove all') videos.clear();
    if (it.does === 'die in the next prediction') dies = true;
    if ('is' in it) youtubeIs = it.is;
    if ('mood' in it) await vote(id, it.mood);
    if (it.does === 'relicense') {
      const video = videos.get(id);
      if (video !== undefined) videos.set(id, { ...video, license: 'youtube' });
    }
    if ('dies' in it && youtubeIs === 'up') {
      const { songs, leftOut } = await readVideos(deps, [id], {});
      await upsertSongs(db, songs, now());
      await eraseSongs(db, [...leftOut.keys()], now());
      await linkDuplicates(
        db,
        songs.map((one) => one.video_id),
      );
      if (!it.dies)
        await predictSongs(
          { database, activeModel },
          songs.map((one) => one.video_id),
        );
    }
    if ('worse' in it) {
      verdict = it.worse ? 'worse' : 'same';
      await unlessTurnedDown(retrain(deps));
    }
    if (it.does === 'rollback') await unlessTurnedDown(rollback(deps));
    await activeModel.reload();
  }

  async function vote(id: string, mood: Mood): Promise<void> {
    const known = await db
      .selectFrom('songs')
      .select('video_id')
      .where('video_id', '=', id)
      .executeTakeFirst();
    if (known === undefined) return;
    const voterId = `voter ${voters++}`;
    await db.transaction().execute(async (trx) => {
      await lockSongs(trx, [id]);
      await insertVote(trx, { videoId: id, voterId, mood, cardId: null });
      await recount(trx, [id]);
    });
  }

  /** Every day's job until then, with a look at everything before and after each. */
  async function pass(passed: number): Promise<void> {
    const until = time + passed * HOUR_MS;
    for (; nextJob <= until; nextJob += DAY_MS) {
      time = nextJob;
      await check();
      const before = await votesAndTallies(database);
      const failure = await daily?.run(new AbortController().signal).then(
        () => undefined,
        (error: Error) => error,
      );
      if (failure !== undefined) expect(failure.message).toMatch(/^killed$|cut short \(network\)/);
      await activeModel.reload();
      await check();
      expect(await votesAndTallies(database)).toEqual(before);
      if (failure?.message !== 'killed') await checkAfterJob();
    }
    time = until;
    await check();
  }

  /** What holds at every moment. */
  async function check(): Promise<void> {
    const songs = await db.selectFrom('songs').selectAll().execute();
    const held = new Set(markersIn(songs.filter(({ video_id }) => video_id !== OWN)));
    for (const marker of held) {
      expect(told.get(marker)).toMatchObject({ revoked: false });
      expect(time - (told.get(marker)?.at ?? 0)).toBeLessThan(30 * DAY_MS);
    }
    expect(songs.find(({ video_id }) => video_id === OWN)).toMatchObject({
      title: 'zqown calm',
    });
    const erased = songs.filter(({ title }) => title === '').map(({ video_id }) => video_id);
    const scores = await db.selectFrom('scores').select('video_id').distinct().execute();
    expect(scores.filter(({ video_id }) => erased.includes(video_id))).toEqual([]);

    for (const { status, artefact, trained_at } of await db.selectFrom('models').selectAll().execute()) {
      const words = artefact.length === 0 ? [] : markersIn(parse(artefact).vectorizer.vocabularies);
      const age = time - trained_at.getTime();
      if (words.every((word) => held.has(word)) || age <= 30 * DAY_MS) continue;
      expect(status).toBe('active');
      expect(activeModel.current()?.trainedAt).toEqual(trained_at);
      expect(explainingClassifier(activeModel.current(), now())).toBeUndefined();
    }
  }

  /** What a job leaves behind that got to its end, whatever YouTube said. */
  async function checkAfterJob(): Promise<void> {
    const models = await db.selectFrom('models').selectAll().execute();
    for (const { status, artefact, trained_at } of models)
      if (status !== 'active' && time - trained_at.getTime() > 28.5 * DAY_MS)
        expect(artefact).toHaveLength(0);
    const active = models.find(({ status }) => status === 'active');
    if (active === undefined) return;
    if (time - active.trained_at.getTime() > 25 * DAY_MS) {
      const examples = await gatherExamples(db);
      expect(() => trainHere({ examples, seed: 1, trainedAt: now() })).toThrow(NotEnoughLabelsError);
    }
    await expectPredicted(active.model_id, active.artefact);

    const before = await everything(database);
    const again = await refresh(deps);
    expect(again).toMatchObject({ refreshed: 0, takenOut: {}, expired: 0 });
    if (youtubeIs === 'up') expect(again.units).toEqual({ read: 0 });
    expect(await everything(database)).toEqual(before);
  }

  /** Every song of the catalogue, as the model hears its present text. */
  async function expectPredicted(modelId: number, artefact: Uint8Array): Promise<void> {
    const songs = await db
      .selectFrom('songs')
      .selectAll()
      .where('available', '=', true)
      .orderBy('video_id')
      .execute();
    const rows = await db.selectFrom('scores').selectAll().where('model_id', '=', modelId).execute();
    const stored = songs.map(({ video_id }) =>
      MOODS.map((mood) => rows.find((row) => row.video_id === video_id && row.mood === mood)?.prediction),
    );
    expect(stored).toEqual(
      predict(parse(artefact), songs as readonly SongText[]).map((vector) => [...vector]),
    );
    expect(songs.filter(({ prediction_outdated }) => prediction_outdated)).toEqual([]);
  }

  await insertNewSongs(
    db,
    [aSong({ video_id: OWN, origin: 'starter', fetched_at: null, title: 'zqown calm' })],
    now(),
  );
  await vote(OWN, 'chill');
  for (let n = 0; n < SONGS; n++) {
    write(videoId(n));
    await act({ does: 'ingest', song: n, dies: false });
    await vote(videoId(n), n % 2 === 0 ? 'chill' : 'angry');
  }
  await act({ does: 'retrain', worse: false });
  return { act, pass, stop: () => activeModel.stop() };
}

const open = useEmbedded();

test('no erased word is kept too long, anywhere, whatever happens; votes are kept', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const it = await world(await open());
      for (const step of steps) {
        await it.act(step.action);
        await it.pass(step.hours);
      }
      await it.stop();
    }),
    { numRuns: 10 },
  );
});

function asVideo(id: string, marker: string, license: string): YouTubeVideo {
  return {
    id,
    snippet: {
      title: `Calm song ${marker}`,
      description: `Words about ${marker}`,
      channelTitle: 'A channel',
      channelId: 'UCaaaaaaaaaaaaaaaaaaaaaa',
      tags: [marker],
      publishedAt: '2024-03-01T12:00:00Z',
      liveBroadcastContent: 'none',
      categoryId: '10',
    },
    contentDetails: { duration: 'PT3M', regionRestriction: undefined },
    status: { license, embeddable: true, privacyStatus: 'public' },
    topicDetails: { topicCategories: [] },
  };
}

function markersIn(value: unknown): string[] {
  return JSON.stringify(value).match(MARKERS) ?? [];
}

async function votesAndTallies({ db }: Database) {
  return {
    votes: await db.selectFrom('votes').selectAll().orderBy('voter_id').execute(),
    tallies: await db.selectFrom('tallies').selectAll().orderBy('video_id').orderBy('mood').execute(),
  };
}

async function everything(database: Database) {
  const { db } = database;
  return {
    ...(await votesAndTallies(database)),
    songs: await db.selectFrom('songs').selectAll().orderBy('video_id').execute(),
    scores: await db.selectFrom('scores').selectAll().orderBy('video_id').orderBy('mood').execute(),
    models: await db.selectFrom('models').selectAll().orderBy('model_id').execute(),
  };
}

async function unlessTurnedDown(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}
