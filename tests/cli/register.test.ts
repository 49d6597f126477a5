import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { COMMANDS } from '../../commands/index.ts';
import { createPlayground } from '../../src/playground/server.ts';
import { useEmbedded } from '../support/databases.ts';
import { run } from './run.ts';
import { servicesOn } from './services.ts';

const open = useEmbedded();

async function discord() {
  const playground = createPlayground({ port: 0, logger: pino({ level: 'silent' }) });
  const { apiUrl } = await playground.start();
  onTestFinished(() => playground.stop());
  const env = { DISCORD_TOKEN: playground.token, DISCORD_API_URL: apiUrl };
  return { playground, env, services: servicesOn(await open()) };
}

test('registers every slash command, and an unchanged set only when forced', async () => {
  const { playground, env, services } = await discord();
  const first = await run(['register', '--json'], { env, services });
  expect(first.code).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ sent: [''], unchanged: [], failed: [] });
  const puts = () => playground.requests.filter(({ method }) => method === 'PUT');
  expect(puts()).toMatchObject([{ body: COMMANDS.map(({ declaration: { name } }) => ({ name })) }]);

  const again = await run(['register'], { env, services });
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/everywhere +Discord has these already/),
  });
  expect(puts()).toHaveLength(1);
  const forced = await run(['register', '--force'], { env, services });
  expect(forced.stdout).toMatch(/everywhere +sent/);
  expect(puts()).toHaveLength(2);
});

test('a control server that refuses is named, and it exits with 1', async () => {
  const { env, services } = await discord();
  const elsewhere = '100000000000000001';
  const settings = { ...env, CONTROL_GUILD_IDS: elsewhere };
  const { code, stdout } = await run(['register'], { env: settings, services });
  expect(code).toBe(1);
  expect(stdout).toMatch(new RegExp(`server ${elsewhere} +refused`));
});

test('says when Discord refuses the token, without showing it', async () => {
  const { env, services } = await discord();
  const { code, stdout, stderr } = await run(['register'], {
    env: { ...env, DISCORD_TOKEN: 'not.the.token', LOG_LEVEL: 'trace' },
    services,
  });
  expect(code).toBe(3);
  expect(stderr).toContain('DISCORD_TOKEN: expected a token that Discord accepts');
  expect(stdout + stderr).not.toContain('not.the.token');
});
