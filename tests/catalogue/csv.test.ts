import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { waitingCandidates } from '../../db/queries/candidates.ts';
import { declineVideo } from '../../db/queries/declined-videos.ts';
import { eraseExpiredSongs, insertNewSongs, songsForRefresh, upsertSongs } from '../../db/queries/songs.ts';
import { recount } from '../../db/queries/votes.ts';
import { ImportIncompleteError } from '../../src/catalogue/errors/import-incomplete-error.ts';
import { ImportRefusedError } from '../../src/catalogue/errors/import-refused-error.ts';
import { exportCsv } from '../../src/catalogue/export-csv.ts';
import type { ImportOutcome } from '../../src/catalogue/import-count.ts';
import { IMPORT_VOTER, importCsv } from '../../src/catalogue/import-csv.ts';
import { InterruptedError } from '../../src/cli/errors/interrupted-error.ts';
import { EXIT, exitCodeOf } from '../../src/exit-codes.ts';
import { MOODS, type Mood } from '../../src/moods.ts';
import { isVisible } from '../../src/text/visible.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aSong, videoId } from '../support/songs.ts';

const AT = new Date('2026-03-01T00:00:00Z');
const now = () => AT;
const HEADER = 'video_id,title,moods,labeled,description,predicted_moods';

async function exported(database: Database, withTexts = false): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of exportCsv({ database }, { withTexts })) pieces.push(piece);
  return pieces.join('');
}

/** A song whose text is not from YouTube's API. */
const ownSong = (fields: Parameters<typeof aSong>[0]) =>
  aSong({ origin: 'import', fetched_at: null, ...fields });

/** An import's outcome besides what is nought. */
const outcome = (counts: Partial<ImportOutcome>): ImportOutcome => ({
  songs: 0,
  votes: 0,
  unchanged: 0,
  waiting: 0,
  expired: { count: 0, lines: [] },
  declined: { count: 0, lines: [] },
  ...counts,
});

const file = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;

async function vote({ db }: Database, song: string, voter: string, ...moods: Mood[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const mood of moods) {
      await trx
        .insertInto('votes')
        .values({ video_id: song, voter_id: voter, mood, card_id: null })
        .execute();
    }
    await recount(trx, [song]);
  });
}

/** An active model that has predicted the song with these probabilities, in the order of the moods. */
async function predict({ db }: Database, song: string, prediction: readonly number[]): Promise<void> {
  const { model_id } = await db
    .insertInto('models')
    .values({
      artefact: new Uint8Array(),
      status: 'active',
      report: '{}',
      training_set: '{}',
      trained_at: AT,
    })
    .returning('model_id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('scores')
    .values(
      MOODS.map((mood, index) => {
        const p = prediction[index] ?? 0;
        return { model_id, video_id: song, mood, prediction: p, score: p };
      }),
    )
    .execute();
}

const tallies = ({ db }: Database, song: string) =>
  db
    .selectFrom('tallies')
    .select(['mood', 'share', 'voters'])
    .where('video_id', '=', song)
    .orderBy('mood')
    .execute();

async function refusal(database: Database, text: string): Promise<ImportRefusedError> {
  const error: unknown = await importCsv({ database, now }, { text }).then(
    () => expect.fail('the import was expected to be refused'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ImportRefusedError)) throw error;
  return error;
}

describeEachDatabase('CSV', (open) => {
  describe('export', () => {
    test('names the moods that votes support and the one the active model predicts', async () => {
      const database = await open();
      await insertNewSongs(
        database.db,
        [1, 2, 3].map((n) => ownSong({ video_id: videoId(n), title: `Song ${n}`, description: 'x' })),
        AT,
      );
      for (const voter of ['a', 'b', 'c', 'd', 'e']) await vote(database, videoId(1), voter, 'chill', 'sad');
      await vote(database, videoId(1), 'f', 'angry');
      await predict(database, videoId(2), [0.1, 0.1, 0.1, 0.1, 0.2, 0.4]);
      expect(await exported(database)).toBe(
        file(
          `${videoId(1)},Song 1,sad|chill,t,x,`,
          `${videoId(2)},Song 2,,f,x,angry`,
          `${videoId(3)},Song 3,,f,x,`,
        ),
      );
    });

    test('leaves out songs that were taken out, and gives the header of an empty catalogue', async () => {
      const database = await open();
      expect(await exported(database)).toBe(`${HEADER}\n`);
      await insertNewSongs(database.db, [aSong({ video_id: videoId(1) })], AT);
      await database.db.updateTable('songs').set({ available: false }).execute();
      expect(await exported(database)).toBe(`${HEADER}\n`);
    });

    test('guards cells that a spreadsheet would run', async () => {
      const database = await open();
      const title = '=HYPERLINK("http://x","y")';
      const description = "+1\r2;=cmd|'/C calc'!A0;y";
      await insertNewSongs(
        database.db,
        [
          ownSong({ video_id: '-abcdefghij', title, description }),
          ownSong({ video_id: videoId(1), title: '＝1' }),
        ],
        AT,
      );
      const text = await exported(database);
      expect(text).toContain(
        `'-abcdefghij,"'=HYPERLINK(""http://x"",""y"")",,f,"'+1\r2;'=cmd|'/C calc'!A0;y",`,
      );
      expect(text).toContain(`${videoId(1)},'＝1,`);
    });

    test("leaves out the texts of YouTube's API unless asked, and then gives their date", async () => {
      const database = await open();
      await insertNewSongs(
        database.db,
        [aSong({ video_id: videoId(1), title: 'API' }), ownSong({ video_id: videoId(2), title: 'Own' })],
        AT,
      );
      await vote(database, videoId(1), 'a', 'sad');
      expect(await exported(database)).toBe(
        file(`${videoId(1)},,sad,t,,`, `${videoId(2)},Own,,f,No copyright music.,`),
      );
      expect(await exported(database, true)).toBe(
        `${HEADER},fetched_at\n${videoId(1)},API,sad,t,No copyright music.,,2026-03-01T00:00:00.000Z\n` +
          `${videoId(2)},Own,,f,No copyright music.,,\n`,
      );
    });
  });

  describe('import', () => {
    test('adds songs and one shared vote for each labeled row, and has them predicted', async () => {
      const database = await open();
      const predicted: string[] = [];
      const predictSongs = async (ids: readonly string[]) => {
        predicted.push(...ids);
      };
      const text = file(`${videoId(1)},One,sad|chill,t,First,angry`, `${videoId(2)},Two,,f,,`);
      expect(await importCsv({ database, now, predictSongs }, { text })).toEqual({
        ...outcome({ songs: 2, votes: 1 }),
      });
      expect(await tallies(database, videoId(1))).toEqual([
        { mood: 'chill', share: 0.5, voters: 1 },
        { mood: 'sad', share: 0.5, voters: 1 },
      ]);
      const votes = await database.db.selectFrom('votes').selectAll().execute();
      expect(votes.every(({ voter_id, card_id }) => voter_id === IMPORT_VOTER && card_id === null)).toBe(
        true,
      );
      expect(predicted.toSorted()).toEqual([videoId(1), videoId(2)]);
      const song = await database.db
        .selectFrom('songs')
        .selectAll()
        .orderBy('video_id')
        .executeTakeFirstOrThrow();
      expect(song).toMatchObject({
        title: 'One',
        description: 'First',
        origin: 'import',
        license: 'unknown, imported',
      });
    });

    test('changes nothing the second time', async () => {
      const database = await open();
      const text = file(`${videoId(1)},One,sad|chill,t,First,`, `${videoId(2)},Two,,f,,`);
      await importCsv({ database, now }, { text });
      const before = await database.db.selectFrom('votes').selectAll().orderBy('mood').execute();
      const again = await importCsv({ database, now: () => new Date('2027-01-01') }, { text });
      expect(again).toEqual(outcome({ unchanged: 2 }));
      expect(await database.db.selectFrom('votes').selectAll().orderBy('mood').execute()).toEqual(before);
    });

    test("replaces its own earlier votes and nobody else's; tallies and scores follow", async () => {
      const database = await open();
      await importCsv({ database, now }, { text: file(`${videoId(1)},One,sad|chill,t,,`) });
      await vote(database, videoId(1), 'member', 'sad');
      await predict(database, videoId(1), [1, 0, 0, 0, 0, 0]);
      const change = await importCsv({ database, now }, { text: file(`${videoId(1)},One,angry,t,,`) });
      expect(change).toEqual(outcome({ votes: 1 }));
      expect(await tallies(database, videoId(1))).toEqual([
        { mood: 'angry', share: 1, voters: 1 },
        { mood: 'sad', share: 1, voters: 1 },
      ]);
      const scores = await database.db.selectFrom('scores').select(['mood', 'score']).execute();
      expect(Object.fromEntries(scores.map(({ mood, score }) => [mood, score]))).toMatchObject({
        happy: 0.5,
        angry: 0.25,
        sad: 0.25,
        chill: 0,
      });
      await importCsv({ database, now }, { text: file(`${videoId(1)},One,,f,,`) });
      expect(await tallies(database, videoId(1))).toEqual([{ mood: 'sad', share: 1, voters: 1 }]);
    });

    test('fills only empty text of songs it finds, and none that YouTube had erased', async () => {
      const database = await open();
      await insertNewSongs(
        database.db,
        [
          aSong({
            video_id: videoId(1),
            title: 'Kept',
            description: '',
            origin: 'starter',
            fetched_at: null,
          }),
          aSong({ video_id: videoId(2), title: '', description: '' }),
        ],
        AT,
      );
      const predicted: string[] = [];
      const predictSongs = async (ids: readonly string[]) => {
        predicted.push(...ids);
      };
      const text = file(`${videoId(1)},New,,f,Filled,`, `${videoId(2)},New,,f,Filled,`);
      expect(await importCsv({ database, now, predictSongs }, { text })).toEqual(outcome({ unchanged: 1 }));
      const songs = await database.db
        .selectFrom('songs')
        .select(['title', 'description'])
        .orderBy('video_id')
        .execute();
      expect(songs).toEqual([
        { title: 'Kept', description: 'Filled' },
        { title: '', description: '' },
      ]);
      expect(predicted).toEqual([videoId(1)]);
    });

    test('tolerates other columns in any order, CRLF and a byte order mark, and comes in pieces', async () => {
      const database = await open();
      async function* pieces() {
        yield Buffer.from('\ufeffextra,LABELED, title ,description,moods,video_id\r\n');
        yield Buffer.from(`?,T,"Two\r\nlines",x, happy | ,${videoId(1)}\r\n`);
      }
      expect(await importCsv({ database, now }, { text: pieces(), voterId: 'somebody' })).toMatchObject({
        votes: 1,
      });
      const song = await database.db.selectFrom('songs').select('title').executeTakeFirstOrThrow();
      expect(song.title).toBe('Two\r\nlines');
      const votes = await database.db.selectFrom('votes').select(['voter_id', 'mood']).execute();
      expect(votes).toEqual([{ voter_id: 'somebody', mood: 'happy' }]);
    });

    test('refuses the whole file, naming every bad row by its line', async () => {
      const database = await open();
      const text = file(
        `${videoId(1)},"Fine, over\ntwo lines",happy,t,,`,
        `short,One,happy,t,,`,
        '',
        `${videoId(2)},Two,happy|gloomy,t,,`,
        `${videoId(3)},Three,,t,,`,
        `${videoId(1)},Again,happy,t,,`,
        `${videoId(4)},Four,happy,perhaps,,`,
        `${videoId(5)},Five,happy,t`,
        `${videoId(6)},${'x'.repeat(201)},happy,t,,`,
        `${videoId(7)},Seven,happy,t,${'é'.repeat(2_501)},`,
        `${videoId(8)},Eight "quoted",happy,t,,`,
        `${videoId(9)},Never read,happy,t,,`,
      );
      const { rows, count, message } = await refusal(database, text);
      expect(rows).toEqual([
        { line: 4, reason: '"short" is not the 11-character id of a video, nor a YouTube link' },
        {
          line: 6,
          reason: expect.stringMatching(/^"gloomy" is not a mood; the moods are happy \(😄\), in-love/),
        },
        { line: 7, reason: 'the row is labeled, but names no mood' },
        { line: 8, reason: 'the song stands on line 2 already' },
        { line: 9, reason: 'labeled must be t or f, got "perhaps"' },
        { line: 10, reason: 'expected 6 cells, got 4' },
        { line: 11, reason: 'the title has 201 characters; 200 are the most' },
        { line: 12, reason: 'the description has 5002 bytes; 5000 are the most' },
        { line: 13, reason: expect.stringContaining('quote') },
      ]);
      expect(count).toBe(9);
      expect(message).toContain('line 4');
      expect(await database.db.selectFrom('songs').selectAll().execute()).toEqual([]);
    });

    test('understands what people and spreadsheets write', async () => {
      const database = await open();
      const moods = ['In Love', 'confident & sassy', '😌', ' Sad , CHILL ', 'love;angry', '😍\ufe0f'];
      const labels = ['TRUE', 'yes', '1', 'Y', '', 't'];
      const rows = moods.map(
        (mood, n) => `https://www.youtube.com/watch?v=${videoId(n)}&t=1,Song ${n},"${mood}",${labels[n]},,,,`,
      );
      const more = [`youtu.be/${videoId(7)},Song 7,happy,FALSE,,`, `${videoId(8)},Song 8,sad,no,,`];
      expect(await importCsv({ database, now }, { text: file(...rows, ...more, ',,,,,', ' ,') })).toEqual(
        outcome({ songs: 8, votes: 6 }),
      );
      const votes = await database.db
        .selectFrom('votes')
        .select(['video_id', 'mood'])
        .orderBy('video_id')
        .orderBy('mood')
        .execute();
      expect(votes.map(({ video_id, mood }) => [video_id, mood])).toEqual([
        [videoId(0), 'in-love'],
        [videoId(1), 'confident-sassy'],
        [videoId(2), 'chill'],
        [videoId(3), 'chill'],
        [videoId(3), 'sad'],
        [videoId(4), 'angry'],
        [videoId(4), 'in-love'],
        [videoId(5), 'in-love'],
      ]);
    });

    test('needs no more columns than the song and its moods', async () => {
      const database = await open();
      const text = `Moods\tVideo_ID\nchill\t${videoId(1)}\n`;
      expect(await importCsv({ database, now }, { text })).toEqual(outcome({ waiting: 1, votes: 1 }));
    });

    test("takes YouTube's texts with their date, and none that is too old to be kept", async () => {
      const database = await open();
      const rows = [
        `${videoId(1)},Fresh,sad,t,x,,2026-02-20`,
        `${videoId(2)},Old,sad,t,x,,2026-01-20T10:00:00Z`,
        `${videoId(3)},Old,,f,x,,2026-01-20`,
      ];
      const text = `${HEADER},fetched_at\n${rows.join('\n')}\n`;
      expect(await importCsv({ database, now }, { text })).toEqual(
        outcome({ songs: 1, votes: 2, waiting: 2, expired: { count: 2, lines: [3, 4] } }),
      );
      const songs = await database.db
        .selectFrom('songs')
        .select(['title', 'origin', 'fetched_at', 'available'])
        .orderBy('video_id')
        .execute();
      expect(songs).toEqual([
        { title: 'Fresh', origin: 'youtube', fetched_at: new Date('2026-02-20'), available: true },
        { title: '', origin: 'youtube', fetched_at: null, available: false },
      ]);
      // It goes with its age, as any text of the API does.
      expect(await eraseExpiredSongs(database.db, new Date('2026-02-21'), AT)).toEqual([videoId(1)]);
      expect(await songsForRefresh(database.db, AT, 5)).toMatchObject([{ videoId: videoId(1) }]);
      for (const date of ['2027-01-01', 'yesterday', '2026-99-99']) {
        const { rows: refused } = await refusal(
          database,
          `${HEADER},fetched_at\n${videoId(1)},Fresh,sad,t,x,,${date}\n`,
        );
        expect(refused).toEqual([{ line: 2, reason: expect.stringContaining('fetched_at') }]);
      }
    });

    test('never fills a song of other origin with a text of the API', async () => {
      const database = await open();
      await insertNewSongs(database.db, [ownSong({ video_id: videoId(1), description: '' })], AT);
      const text = `${HEADER},fetched_at\n${videoId(1)},T,,f,From YouTube,,2026-02-20\n`;
      expect(await importCsv({ database, now }, { text })).toEqual(outcome({ unchanged: 1 }));
      const song = await database.db.selectFrom('songs').select('description').executeTakeFirstOrThrow();
      expect(song.description).toBe('');
    });

    test('a song without a text here and in the file waits with its label until YouTube tells it', async () => {
      const database = await open();
      const text = file(
        `${videoId(1)},,sad,t,,`,
        `${videoId(2)},\u00a0\u00a0,,f,x,`,
        `${videoId(3)},,chill,t,,`,
      );
      expect(await importCsv({ database, now }, { text })).toEqual(outcome({ votes: 2, waiting: 3 }));
      expect(await importCsv({ database, now }, { text })).toEqual(outcome({ unchanged: 3 }));
      const waiting = await waitingCandidates(database.db, 5, { now: AT });
      expect(waiting.map((one) => one.videoId)).toEqual([1, 2, 3].map(videoId));
      // Nothing is stored of a song without a label but that it waits.
      const stored = await database.db.selectFrom('songs').select(['video_id', 'available']).execute();
      expect(stored).toEqual([1, 3].map((n) => ({ video_id: videoId(n), available: false })));
      expect(await exported(database)).toBe(`${HEADER}\n`);
      await upsertSongs(database.db, [aSong({ video_id: videoId(1), title: 'Read' })], AT);
      expect(await exported(database, true)).toContain(`${videoId(1)},Read,sad,t,`);
      // Or until another file does.
      const predicted: string[] = [];
      const predictSongs = async (ids: readonly string[]) => void predicted.push(...ids);
      const told = file(`${videoId(2)},Told,,f,x,`, `${videoId(3)},Told too,chill,t,x,`);
      expect(await importCsv({ database, now, predictSongs }, { text: told })).toEqual(outcome({ songs: 2 }));
      const csv = await exported(database);
      expect(csv).toContain(`${videoId(2)},Told,,f,x,`);
      expect(csv).toContain(`${videoId(3)},Told too,chill,t,x,`);
      expect(predicted.toSorted()).toEqual([videoId(2), videoId(3)]);
    });

    test('leaves out songs that moderators declined', async () => {
      const database = await open();
      await declineVideo(database.db, videoId(1), AT);
      const text = file(`${videoId(1)},One,sad,t,,`, `${videoId(2)},Two,sad,t,,`);
      expect(await importCsv({ database, now }, { text })).toEqual(
        outcome({ songs: 1, votes: 1, declined: { count: 1, lines: [2] } }),
      );
    });

    test('adds no vote that says what the label says, as those of its own export', async () => {
      const database = await open();
      await insertNewSongs(
        database.db,
        [1, 2].map((n) => ownSong({ video_id: videoId(n) })),
        AT,
      );
      for (const voter of ['a', 'b']) await vote(database, videoId(1), voter, 'chill');
      await vote(database, videoId(1), 'c', 'angry');
      await vote(database, videoId(2), 'a', 'sad');
      const text = await exported(database);
      expect(await importCsv({ database, now }, { text })).toEqual(outcome({ unchanged: 2 }));
      const other = text.replace('chill', 'happy');
      expect(await importCsv({ database, now }, { text: other })).toEqual(
        outcome({ votes: 1, unchanged: 1 }),
      );
    });

    test.each([
      ['an empty file', '', [{ line: 1, reason: 'the file is empty' }]],
      ['missing columns', 'video_id,title\n', [{ line: 1, reason: 'the column "moods" is missing' }]],
      [
        'a file without any known column',
        'id:name\n1:One\n',
        [{ line: 1, reason: expect.stringContaining('video_id,title,moods,labeled,description') }],
      ],
      [
        'a column that stands twice',
        `${HEADER},moods\n`,
        [{ line: 1, reason: 'the column "moods" stands there twice' }],
      ],
    ])('refuses %s', async (_name, text, rows) => {
      expect((await refusal(await open(), text)).rows).toEqual(rows);
    });

    test('lists a thousand bad rows and counts the rest', async () => {
      const bad = Array.from({ length: 1500 }, (_, n) => `bad${n},One,happy,t,,`);
      const { rows, count } = await refusal(await open(), file(...bad));
      expect(rows).toHaveLength(1000);
      expect(count).toBe(1500);
    });

    test('that fails on the way says how far it came, and is completed by the next', async () => {
      const database = await open();
      // More than one batch, the vote of the last of which does not fit.
      const rows = Array.from({ length: 120 }, (_, n) => `${videoId(n)},Song,happy,t,,`);
      await database.db.schema
        .alterTable('votes')
        .addCheckConstraint('not_the_last', sql`video_id <> ${sql.lit(videoId(119))}`)
        .execute();
      const failed = await importCsv({ database, now }, { text: file(...rows) }).catch((error) => error);
      expect(failed).toBeInstanceOf(ImportIncompleteError);
      expect(failed).toMatchObject({ done: 100, total: 120, message: expect.stringContaining('100 of 120') });
      expect(exitCodeOf(failed)).toBe(EXIT.failure);
      // Of the batch that failed there is nothing.
      expect(await database.db.selectFrom('songs').selectAll().execute()).toHaveLength(100);
      await database.db.schema.alterTable('votes').dropConstraint('not_the_last').execute();
      expect(await importCsv({ database, now }, { text: file(...rows) })).toEqual(
        outcome({ songs: 20, votes: 20, unchanged: 100 }),
      );
    });

    test('can be ended between two batches', async () => {
      const database = await open();
      const rows = Array.from({ length: 120 }, (_, n) => `${videoId(n)},Song,happy,t,,`);
      const interrupt = new AbortController();
      const progress: number[] = [];
      const ended = await importCsv(
        { database, now },
        {
          text: file(...rows),
          signal: interrupt.signal,
          onProgress({ done }) {
            progress.push(done);
            interrupt.abort(new InterruptedError());
          },
        },
      ).catch((error) => error);
      expect(ended).toMatchObject({ name: 'ImportIncompleteError', done: 50, total: 120 });
      expect(exitCodeOf(ended)).toBe(EXIT.interrupted);
      expect(progress).toEqual([50]);
    });

    test('lets others in between its batches', async () => {
      const database = await open();
      const rows = Array.from({ length: 400 }, (_, n) => `${videoId(n)},Song,happy,t,,`);
      const order: string[] = [];
      const importing = importCsv(
        { database, now },
        {
          text: file(...rows),
          onProgress: ({ done, total }) => void order.push(done === total ? 'imported' : 'batch'),
        },
      );
      const other = (async () => {
        while (!order.includes('batch')) await turn();
        await database.db.selectFrom('songs').select('video_id').limit(1).execute();
        order.push('other');
      })();
      await Promise.all([importing, other]);
      expect(order.indexOf('other')).toBeLessThan(order.indexOf('imported'));
    });
  });

  const text = fc.string({
    unit: fc.constantFrom(
      'a',
      'Z',
      '"',
      ',',
      '\n',
      '\r',
      '\t',
      'é',
      '😄',
      ' ',
      '\u00a0',
      "'",
      '=',
      '＝',
      '-',
      '|',
      ';',
    ),
    maxLength: 12,
  });
  const origin = fc.constantFrom('youtube' as const, 'starter' as const, 'import' as const);
  const song = fc.record({
    id: fc.string({ unit: fc.constantFrom('-', '_', 'a', 'B', '9'), minLength: 11, maxLength: 11 }),
    title: text.filter((title) => title !== ''),
    description: text,
    origin,
    moods: fc.subarray([...MOODS]),
    others: fc.subarray([...MOODS]),
  });
  const songs = fc.uniqueArray(song, { selector: ({ id }) => id, maxLength: 12 });
  type Song = typeof song extends fc.Arbitrary<infer S> ? S : never;

  /** Opening a database takes many times as long as emptying one. */
  const emptied = ({ db }: Database) => sql`truncate songs, candidates cascade`.execute(db);

  async function fill(database: Database, all: readonly Song[]): Promise<void> {
    await emptied(database);
    const rows = all.map(({ id, title, description, origin }) =>
      aSong({ video_id: id, title, description, origin, fetched_at: origin === 'youtube' ? AT : null }),
    );
    await insertNewSongs(database.db, rows, AT);
    for (const { id, moods, others } of all) {
      await vote(database, id, 'somebody', ...moods);
      await vote(database, id, 'somebody else', ...others);
    }
  }

  /** All that an import could change. */
  async function contents({ db }: Database) {
    const songs = db.selectFrom('songs').selectAll().orderBy('video_id').execute();
    const votes = db
      .selectFrom('votes')
      .selectAll()
      .orderBy('video_id')
      .orderBy('voter_id')
      .orderBy('mood')
      .execute();
    return [await songs, await votes, await db.selectFrom('candidates').selectAll().execute()];
  }

  test('what was exported changes nothing where it comes from, whatever the songs', async () => {
    const database = await open();
    await fc.assert(
      fc.asyncProperty(songs, fc.boolean(), async (all, withTexts) => {
        await fill(database, all);
        const before = await contents(database);
        const csv = await exported(database, withTexts);
        expect(await importCsv({ database, now }, { text: csv })).toEqual(outcome({ unchanged: all.length }));
        expect(await contents(database)).toEqual(before);
      }),
      { numRuns: 12 },
    );
  });

  test('what was exported with its texts is imported elsewhere and exported again without a difference', async () => {
    const visible = songs.map((all) => all.filter(({ title }) => isVisible(title)));
    const database = await open();
    await fc.assert(
      fc.asyncProperty(visible, async (all) => {
        await fill(database, all);
        const csv = await exported(database, true);
        await emptied(database);
        const { songs: added } = await importCsv({ database, now }, { text: csv });
        expect(added).toBe(all.length);
        expect(await exported(database, true)).toBe(csv);
      }),
      { numRuns: 12 },
    );
  });
});
