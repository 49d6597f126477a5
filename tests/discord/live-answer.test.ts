import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openServer } from '../../db/server.ts';
import type { OnProgress } from '../../src/classifier/types.ts';
import { describeInterrupted, describeSwitched } from '../../src/discord/interrupted-text.ts';
import type { MessageView } from '../../src/playground/state/types.ts';
import { DEFAULT_FEATURES } from '../../src/text/default-features.ts';
import { useEmbedded, useServer } from '../support/databases.ts';
import { addModel, addSongs, leaning } from '../support/fixtures.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';

let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

/** A trainer whose work shows how far it is, and then ends with its signal or with `failure`. */
function stuckTrainer(failure: Promise<never>) {
  const work = (_request: unknown, onProgress: OnProgress, signal?: AbortSignal) => {
    onProgress({ stage: 'choosing', done: 1, total: 4 });
    const ended = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return Promise.race([ended, failure]);
  };
  const predict = () => work(undefined, () => {});
  return { train: work, learningCurve: work, predict, stop: async () => {} };
}

/** A bot with two models that were in use, whose next training or report does not end by itself. */
async function start(database: Database, failure: Promise<never> = new Promise(() => {})): Promise<LightBot> {
  const [song = ''] = await addSongs(database.db, 1);
  await addModel(database.db, { [song]: leaning('sad', 0.9) });
  const report = { recipe: { cost: 1, features: DEFAULT_FEATURES } };
  await database.db
    .updateTable('models')
    .set({ report: JSON.stringify(report) })
    .execute();
  bot = await startLightBot(database, { trainer: stuckTrainer(failure) });
  return bot;
}

/** Has a moderator use the command, and waits until its answer shows how far it is. */
async function progressOf({ answer, moderator }: LightBot, command: string): Promise<MessageView> {
  const shown = await answer(moderator, command);
  expect(shown.content).toContain('… 25 %');
  return shown;
}

const contentOf = ({ playground }: LightBot, { id }: MessageView) => playground.discord.message(id)?.content;

const openAnswersOf = ({ db }: Database) => db.selectFrom('open_answers').selectAll().execute();

describe('an answer to long work', () => {
  const open = useEmbedded();

  test.each([
    ['retrain', 'retrain'],
    ['model report', 'report'],
  ] as const)('/%s is told that a stop ended it, before the bot goes', async (command, work) => {
    const database = await open();
    const started = await start(database);
    const shown = await progressOf(started, command);
    expect(await openAnswersOf(database)).toMatchObject([{ message_id: shown.id, work }]);
    await started.restart();
    expect(contentOf(started, shown)).toBe(describeInterrupted(work));
    expect(await openAnswersOf(database)).toEqual([]);
    // The models of this test cannot be read, which a retrain tells.
    const complaints = started.log.lines.filter(({ level }) => level >= 40).map(({ msg }) => msg);
    expect(complaints.filter((msg) => msg !== 'this model cannot be used')).toEqual([]);
  });

  test('that Discord would not take at the stop is given at the next start', async () => {
    const database = await open();
    const started = await start(database);
    const shown = await progressOf(started, 'retrain');
    started.playground.faults.next({ method: 'PATCH', path: /\/messages\/@original$/, status: 400 });
    await started.restart();
    await started.log.waitFor('told what became of work that was cut off');
    expect(contentOf(started, shown)).toBe(describeInterrupted('retrain'));
    await expect.poll(() => openAnswersOf(database)).toEqual([]);
  });

  test('of a process that ended after the switch to another model says which is in use now', async () => {
    const database = await open();
    const started = await start(database);
    const shown = await progressOf(started, 'retrain');
    const modelId = await addModel(database.db, {});
    // Embedded nobody else can be alive: to the next process this one has been killed.
    await started.startAnother(database);
    await started.log.waitFor('told what became of work that was cut off');
    expect(contentOf(started, shown)).toBe(describeSwitched(modelId));
    await expect.poll(() => openAnswersOf(database)).toEqual([]);
  });

  test('that was deleted meanwhile is forgotten', async () => {
    const database = await open();
    const started = await start(database);
    const shown = await progressOf(started, 'retrain');
    const { discord } = started.playground;
    discord.deleteMessage(shown.id);
    await started.startAnother(database);
    await started.log.waitFor('an answer that was cut off could not be changed');
    await expect.poll(() => openAnswersOf(database)).toEqual([]);
  });

  test('takes away the progress of work that failed, and tells who asked', async () => {
    const database = await open();
    const failure = Promise.withResolvers<never>();
    const started = await start(database, failure.promise);
    const shown = await progressOf(started, 'retrain');
    failure.reject(new Error('out of memory'));
    const { discord } = started.playground;
    const said = await discord.waitFor(() =>
      started
        .messages(started.moderator)
        .find(({ content }) => content.startsWith('Something went wrong on my side')),
    );
    expect(said.ephemeral).toBe(true);
    expect(contentOf(started, shown)).toBeUndefined();
    expect(await openAnswersOf(database)).toEqual([]);
  });
});

describe('an answer of another process on the same server', () => {
  const { openWithUrl } = useServer();

  test('is left alone while that lives, and told what happened once it does not', async () => {
    const { database, url } = await openWithUrl();
    const started = await start(database);
    const shown = await progressOf(started, 'retrain');
    const other = await openServer({ url, logger: started.log.logger });
    try {
      await started.startAnother(other);
      expect(contentOf(started, shown)).toBe(shown.content);
      expect(await openAnswersOf(database)).toHaveLength(1);
      await sql`update open_answers set alive_at = now() - interval '2 minutes'`.execute(database.db);
      await started.startAnother(other);
      await started.log.waitFor('told what became of work that was cut off');
      expect(contentOf(started, shown)).toBe(describeInterrupted('retrain'));
      await bot?.stop();
      bot = undefined;
    } finally {
      await other.close();
    }
  });
});
