import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { readConfig } from '../../src/config.ts';
import { controlSocketPath } from '../../src/control/control-path.ts';
import { createControlServer } from '../../src/control/control-server.ts';
import { retrain } from '../../src/training/retrain.ts';
import { useEmbedded } from '../support/databases.ts';
import { addLabelledSongs } from '../support/labelled-songs.ts';
import { runChild } from './child.ts';
import { temporaryDirectory } from './directory.ts';
import { run } from './run.ts';
import { servicesOn } from './services.ts';

const PICTURES = ['confusion-matrix.png', 'learning-curve.png', 'mood-shares.png', 'reliability.png'];
const FILES = [...PICTURES, 'report.json', 'report.md'];
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

describe('moodring report', () => {
  const open = useEmbedded();

  async function trained() {
    const services = servicesOn(await open());
    onTestFinished(() => services.stop());
    await addLabelledSongs(services.database);
    await retrain(services);
    return services;
  }

  test('writes pictures, data and a page that shows them, and says which', async () => {
    const services = await trained();
    const out = join(await temporaryDirectory(), 'deep', 'report');
    const { code, stdout } = await run(['report', '--out', out], { services });
    expect(code).toBe(0);
    expect((await readdir(out)).sort()).toEqual(FILES);
    for (const file of FILES) expect(stdout).toContain(`\n  ${join(out, file)}`);
    expect(stdout).toMatch(/^accuracy +100\.0 %$/m);
    const page = await readFile(join(out, 'report.md'), 'utf8');
    for (const picture of PICTURES) {
      expect((await readFile(join(out, picture))).subarray(0, PNG.length)).toEqual(PNG);
      expect(page).toContain(`](${picture})`);
    }
    const data = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    expect(data).toMatchObject({ modelId: 1, status: 'active', labels: 40, missing: [] });

    // The same again, over what is there.
    await writeFile(join(out, 'report.md'), 'old');
    const json = await run(['report', '1', '--out', out, '--json'], { services });
    expect(JSON.parse(json.stdout)).toEqual(data);
    expect(await readFile(join(out, 'report.md'), 'utf8')).toBe(page);
  });

  test('without --out prints figures, and what is left out', async () => {
    const services = await trained();
    await retrain(services);
    const { code, stdout } = await run(['report', '1'], { services });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^model +1, in use before, trained 2026-03-01 00:00 UTC$/m);
    expect(stdout).toMatch(/^Without mood shares: I keep predictions /m);
    expect(stdout).not.toContain('Written');
  });

  test('without a model, or without that one, says so and writes nothing', async () => {
    const services = servicesOn(await open());
    onTestFinished(() => services.stop());
    const directory = await temporaryDirectory();
    const none = await run(['report', '--out', join(directory, 'report')], { services });
    expect(none).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('There is no model yet'),
    });
    const unknown = await run(['report', '7', '--json'], { services });
    expect(unknown.code).toBe(2);
    expect(JSON.parse(unknown.stdout).error).toMatchObject({ name: 'UserError', id: 'unknown-model' });
    expect(await readdir(directory)).toEqual([]);
    for (const bad of ['0', 'first', '99999999999'])
      expect(await run(['report', bad], { services })).toMatchObject({ code: 2, stdout: '' });
  });

  test('a place that cannot be written is told before anything is done', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'file');
    await writeFile(file, '');
    const never = () => Promise.reject(new Error('the database was opened'));
    for (const out of [file, join(file, 'report')]) {
      const { code, stdout, stderr } = await run(['report', '--out', out], { open: never });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`Cannot write ${out}: `);
    }
  });

  // The superuser may write everywhere.
  test.skipIf(process.getuid?.() === 0)('a folder without the right to write is refused', async () => {
    const directory = await temporaryDirectory();
    await chmod(directory, 0o500);
    const never = () => Promise.reject(new Error('the database was opened'));
    const { code, stderr } = await run(['report', '--out', join(directory, 'report')], { open: never });
    expect(code).toBe(2);
    expect(stderr).toContain('permission denied');
  });
});

test('beside a running bot, the bot gathers and the command line draws and writes', async () => {
  const logger = pino({ level: 'silent' });
  const now = () => new Date('2026-03-01T00:00:00Z');
  const dataDir = await temporaryDirectory();
  const controlSocket = controlSocketPath(dataDir);
  const database = await connect({ databaseUrl: undefined, dataDir, controlSocket, logger, now });
  const services = servicesOn(database);
  const server = createControlServer({ services, config: readConfig({}), logger, path: controlSocket });
  await server.start();
  onTestFinished(async () => {
    await server.stop();
    await services.stop();
    await database.close();
  });
  await addLabelledSongs(database);
  await retrain(services);

  const out = join(await temporaryDirectory(), 'report');
  const { code, stdout, stderr } = await runChild(['report', '--out', out], { DATA_DIR: dataDir });
  expect(stderr).not.toContain('Process');
  expect(stderr).toContain('Measuring the learning curve');
  expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 0, lines: 14 });
  expect((await readdir(out)).sort()).toEqual(FILES);
});
