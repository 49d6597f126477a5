import { describe, expect, test } from 'vitest';
import { activeModelId, setModelStatus } from '../../db/queries/models.ts';
import { eraseSongs } from '../../db/queries/songs.ts';
import { useEmbedded } from '../support/databases.ts';
import { addModel, addSongs, songPrediction, videoId } from '../support/fixtures.ts';
import { addLabelledSongs } from '../support/labelled-songs.ts';
import { run } from './run.ts';
import { servicesOn } from './services.ts';

describe('models and songs on the command line', () => {
  const open = useEmbedded();

  test('model list has each model with its figures; model rollback returns to the one before', async () => {
    const database = await open();
    await addLabelledSongs(database);
    const services = servicesOn(database);
    try {
      expect((await run(['model', 'list'], { services })).stdout).toBe('There is no model yet.\n');
      for (let n = 0; n < 2; n++) await run(['retrain'], { services });
      const { stdout } = await run(['model', 'list', '--json'], { services });
      expect(JSON.parse(stdout)).toMatchObject({
        models: [
          { modelId: 2, status: 'active', figures: { labels: 40 }, comparison: { verdict: 'same' } },
          { modelId: 1, status: 'retired', figures: { labels: 40 }, comparison: null },
        ],
      });
      const list = await run(['model', 'list'], { services });
      expect(list.stdout).toMatch(
        /^2 +in use +2026-03-01 00:00 UTC +40 +[\d.]+ % +[\d.]+ % +\+0\.0 \(.*\), same$/m,
      );
      expect(list.stdout).toMatch(/^1 +in use before /m);

      const back = await run(['model', 'rollback'], { services });
      expect(back).toMatchObject({ code: 0 });
      expect(back.stdout).toContain(
        'Done: model 1, trained 2026-03-01 00:00 UTC, is in use again. Model 2 is kept',
      );
      expect(services.activeModel.current()?.modelId).toBe(1);
      expect(await songPrediction(database.db, 1, videoId(60))).toBeDefined();
      const forth = await run(['model', 'rollback', '2', '--json'], { services });
      expect(JSON.parse(forth.stdout)).toEqual({
        modelId: 2,
        trainedAt: '2026-03-01T00:00:00.000Z',
        previousId: 1,
      });
      expect(await activeModelId(database.db)).toBe(2);
    } finally {
      await services.stop();
    }
  });

  test('model rollback says what it cannot return to', async () => {
    const database = await open();
    const refused = await addModel(database.db, {}, { activate: false });
    await setModelStatus(database.db, refused, 'refused');
    const services = servicesOn(database);
    const { code, stderr } = await run(['model', 'rollback', String(refused)], { services });
    expect(code).toBe(2);
    expect(stderr).toContain(`Model ${refused} has never been in use`);
    const json = await run(['model', 'rollback', '--json'], { services });
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { id: 'no-model-before', exitCode: 2 } });
    await services.stop();
  });

  test('song tells of votes, predictions and words, which add up', async () => {
    const database = await open();
    await addLabelledSongs(database);
    const services = servicesOn(database);
    try {
      await run(['retrain'], { services });
      const json = await run(['song', videoId(2), '--mood', 'sad', '--json'], { services });
      const result = JSON.parse(json.stdout);
      expect(result).toMatchObject({
        song: {
          videoId: videoId(2),
          title: 'calm soft rain no 2',
          url: `https://www.youtube.com/watch?v=${videoId(2)}`,
        },
        state: 'available',
        votes: { voters: 1, tallies: [{ mood: 'chill', share: 1, voters: 1 }] },
        alternatives: [],
      });
      expect(result.opinions).toHaveLength(6);
      expect(result.reasons.map((one: { mood: string }) => one.mood)).toEqual(['chill', 'sad']);
      for (const { start, up, down, score } of result.reasons) {
        const words: { points: number }[] = [...up, ...down];
        expect(words.reduce((sum, { points }) => sum + points, start)).toBeCloseTo(score, 9);
      }
      const plain = await run(['song', 'calm soft rain no 2'], { services });
      expect(plain.stdout).toContain('Votes: chill 1 (1 member)');
      expect(plain.stdout).toMatch(/^chill +\d+ %, with the votes +\d+ %$/m);
      expect(plain.stdout).toMatch(/^ {2}pulls up: .*"(calm|soft|rain)/m);
      expect(plain.stdout).toMatch(/^ {2}song00000\d\d {2}calm soft rain no 2\d$/m);
    } finally {
      await services.stop();
    }
  });

  test('song without a model, one that was erased, and one that is not there', async () => {
    const database = await open();
    await addSongs(database.db, 2, () => ({ origin: 'youtube' }));
    await eraseSongs(database.db, [videoId(2)], new Date());
    const services = servicesOn(database);
    expect((await run(['song', videoId(1)], { services })).stdout).toContain('There is no model yet.');
    expect((await run(['song', videoId(2)], { services })).stdout).toContain('has been erased.\nVotes: none');
    const unknown = await run(['song', 'zzz'], { services });
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('I do not have that song.');
    await services.stop();
  });
});
