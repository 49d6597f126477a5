import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeEachDatabase } from '../support/databases.ts';

describeEachDatabase('an open database', (open) => {
  test('has every table and no rows', async () => {
    const { db } = await open();
    const tables = await db.introspection.getTables();
    expect(tables.map((table) => table.name).filter((name) => !name.startsWith('kysely'))).toEqual([
      'candidates',
      'cards',
      'command_registrations',
      'declined_videos',
      'guild_settings',
      'interactions',
      'look_ups',
      'models',
      'open_answers',
      'quota',
      'refused_videos',
      'runs',
      'scores',
      'songs',
      'sources',
      'suggestions',
      'tallies',
      'votes',
    ]);
  });

  test('gives a named lock to one at a time, and again after its holder failed', async () => {
    const database = await open();
    const second = await database.tryLock('retrain', () => database.tryLock('retrain', async () => 'never'));
    expect(second).toEqual({ held: true, value: { held: false } });
    const other = await database.tryLock('retrain', () => database.tryLock('ingest', async () => 'both'));
    expect(other).toEqual({ held: true, value: { held: true, value: 'both' } });
    await expect(database.tryLock('retrain', () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    expect(await database.tryLock('retrain', async () => 1)).toEqual({ held: true, value: 1 });
  });

  test('tells listeners what is notified, until they stop', async () => {
    const database = await open();
    const notify = (text: string) => sql`select pg_notify('moodring_model', ${text})`.execute(database.db);
    const heard: (string | undefined)[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = await database.listen('moodring_model', (payload) => {
      heard.push(payload);
      if (payload === '2') resolve();
    });
    await notify('1');
    await notify('2');
    await promise;
    await stop();
    await notify('3');
    expect(heard).toEqual(['1', '2']);
  });
});
