import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { insertNewSongs } from '../../db/queries/songs.ts';
import { recount } from '../../db/queries/votes.ts';
import { ImportRefusedError } from '../../src/catalogue/errors/import-refused-error.ts';
import { exportCsv } from '../../src/catalogue/export-csv.ts';
import { IMPORT_VOTER, importCsv } from '../../src/catalogue/import-csv.ts';
import { MOODS, type Mood } from '../../src/moods.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aSong, videoId } from '../support/songs.ts';

const AT = new Date('2026-03-01T00:00:00Z');
const now = () => AT;
const HEADER = 'video_id,title,moods,labeled,description,predicted_moods';

async function exported(database: Database): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of exportCsv({ database })) pieces.push(piece);
  return pieces.join('');
}

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
        [1, 2, 3].map((n) => aSong({ video_id: videoId(n), title: `Song ${n}`, description: 'x' })),
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
      await insertNewSongs(
        database.db,
        [aSong({ video_id: '-abcdefghij', title, description: '+1\r2' })],
        AT,
      );
      expect(await exported(database)).toBe(
        file(`'-abcdefghij,"'=HYPERLINK(""http://x"",""y"")",,f,"'+1\r2",`),
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
        songs: 2,
        votes: 1,
        unchanged: 0,
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
      expect(again).toEqual({ songs: 0, votes: 0, unchanged: 2 });
      expect(await database.db.selectFrom('votes').selectAll().orderBy('mood').execute()).toEqual(before);
    });

    test("replaces its own earlier votes and nobody else's; tallies and scores follow", async () => {
      const database = await open();
      await importCsv({ database, now }, { text: file(`${videoId(1)},One,sad|chill,t,,`) });
      await vote(database, videoId(1), 'member', 'sad');
      await predict(database, videoId(1), [1, 0, 0, 0, 0, 0]);
      const change = await importCsv({ database, now }, { text: file(`${videoId(1)},One,angry,t,,`) });
      expect(change).toEqual({ songs: 0, votes: 1, unchanged: 0 });
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
      expect(await importCsv({ database, now, predictSongs }, { text })).toEqual({
        songs: 0,
        votes: 0,
        unchanged: 1,
      });
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
        `${videoId(4)},Four,happy,yes,,`,
        `${videoId(5)},Five,happy,t`,
        `${videoId(6)}, ,happy,t,,`,
        `${videoId(7)},Six "quoted",happy,t,,`,
        `${videoId(8)},Never read,happy,t,,`,
      );
      const { rows, count, message } = await refusal(database, text);
      expect(rows).toEqual([
        { line: 4, reason: '"short" is not the 11-character id of a video' },
        { line: 6, reason: '"gloomy" is not a mood' },
        { line: 7, reason: 'the row is labeled, but names no mood' },
        { line: 8, reason: 'the song stands on line 2 already' },
        { line: 9, reason: 'labeled must be t or f, got "yes"' },
        { line: 10, reason: 'expected 6 cells, got 4' },
        { line: 11, reason: 'the title is empty' },
        { line: 12, reason: expect.stringContaining('quote') },
      ]);
      expect(count).toBe(8);
      expect(message).toContain('line 4');
      expect(await database.db.selectFrom('songs').selectAll().execute()).toEqual([]);
    });

    test.each([
      ['an empty file', '', [{ line: 1, reason: 'the file is empty' }]],
      [
        'missing columns',
        'video_id,title\n',
        ['moods', 'labeled', 'description'].map((name) => ({
          line: 1,
          reason: `the column "${name}" is missing`,
        })),
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

    test('takes nothing when the database fails on the way', async () => {
      const database = await open();
      // More than one batch, the vote of the last of which no longer fits.
      const rows = Array.from({ length: 600 }, (_, n) => `${videoId(n)},Song,happy,t,,`);
      await database.db.schema
        .alterTable('votes')
        .addCheckConstraint('not_the_last', sql`video_id <> ${sql.lit(videoId(599))}`)
        .execute();
      await expect(importCsv({ database, now }, { text: file(...rows) })).rejects.toThrow(/not_the_last/);
      expect(await database.db.selectFrom('songs').selectAll().execute()).toEqual([]);
      expect(await database.db.selectFrom('votes').selectAll().execute()).toEqual([]);
    });
  });

  test('what was exported is imported and exported again without a difference', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'Z', '"', ',', '\n', '\r', '\t', 'é', '😄', ' ', "'", '=', '-', '|', ';'),
      maxLength: 12,
    });
    const song = fc.record({
      id: fc.string({ unit: fc.constantFrom('-', '_', 'a', 'B', '9'), minLength: 11, maxLength: 11 }),
      title: text.filter((title) => title.trim() !== ''),
      description: text,
      moods: fc.subarray([...MOODS]),
    });
    const songs = fc.uniqueArray(song, { selector: ({ id }) => id, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(songs, async (all) => {
        const first = await open();
        await insertNewSongs(
          first.db,
          all.map(({ id, title, description }) => aSong({ video_id: id, title, description })),
          AT,
        );
        for (const { id, moods } of all) await vote(first, id, 'somebody', ...moods);
        const csv = await exported(first);
        const second = await open();
        const outcome = await importCsv({ database: second, now }, { text: csv });
        expect(outcome.songs).toBe(all.length);
        expect(await exported(second)).toBe(csv);
        const back = await second.db
          .selectFrom('songs')
          .select(['video_id', 'title', 'description'])
          .execute();
        const sort = <T extends { video_id: string }>(rows: T[]) =>
          rows.toSorted((a, b) => (a.video_id < b.video_id ? -1 : 1));
        expect(sort(back)).toEqual(
          sort(all.map(({ id, title, description }) => ({ video_id: id, title, description }))),
        );
      }),
      { numRuns: 12 },
    );
  });
});
