import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig, VARIABLES } from '../src/config.ts';
import { ConfigError } from '../src/errors/config-error.ts';

function problemsOf(environment: Record<string, string>): ConfigError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('settings', () => {
  test('work without a single variable', () => {
    expect(readConfig({})).toEqual({
      discordToken: undefined,
      discordApiUrl: 'https://discord.com/api',
      controlGuildIds: [],
      databaseUrl: undefined,
      dataDir: './data',
      youtubeApiKey: undefined,
      youtubeApiUrl: 'https://youtube.googleapis.com',
      ingestCron: '17 4 * * *',
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'info',
      playground: true,
    });
  });

  test('the playground gives way to a token, and can be switched off', () => {
    expect(readConfig({ DISCORD_TOKEN: 'abc' }).playground).toBe(false);
    expect(readConfig({ PLAYGROUND: 'off' }).playground).toBe(false);
    expect(problemsOf({ DISCORD_TOKEN: 'abc', PLAYGROUND: 'yes' }).problems).toMatchObject([
      { variable: 'PLAYGROUND' },
    ]);
  });

  test('empty values count as unset, so that .env.example can be used as it is', () => {
    expect(readConfig({ DISCORD_TOKEN: '', PORT: '', PLAYGROUND: '' })).toEqual(readConfig({}));
  });

  test('reads lists and numbers', () => {
    const ids = '123456789012345678, 223456789012345678';
    expect(readConfig({ CONTROL_GUILD_IDS: ids, PORT: '0' })).toMatchObject({
      controlGuildIds: ['123456789012345678', '223456789012345678'],
      port: 0,
    });
  });

  test('all problems are reported together, with what was expected and what was found', () => {
    const error = problemsOf({
      PORT: '70000',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'loud',
      CONTROL_GUILD_IDS: '12',
      DISCORD_API_URL: 'https://example.org/api/v10',
      YOUTUBE_API_URL: 'https://example.org/path',
      INGEST_CRON: 'daily',
      PLAYGROUND: 'maybe',
    });
    expect(error.problems.map((problem) => problem.variable).sort()).toEqual([
      'CONTROL_GUILD_IDS',
      'DISCORD_API_URL',
      'HOST',
      'INGEST_CRON',
      'LOG_LEVEL',
      'PLAYGROUND',
      'PORT',
      'YOUTUBE_API_URL',
    ]);
    expect(error.message).toContain('PORT: expected a port from 0 to 65535, got "70000"');
  });

  test.each(['*/15 * * * 1-5', '0 0 * jan-mar sun', '5,35 4-8/2 1 * *'])('cron fields may be %s', (cron) => {
    expect(readConfig({ INGEST_CRON: cron }).ingestCron).toBe(cron);
  });

  test.each([
    '61 25 32 13 9',
    'a b c d e',
    '0 0 30 2 *',
    '5,,5 * * * *',
    '* * * * * *',
    '@daily',
    'H H * * *',
    ' * * * * *',
  ])('cron fields may not be %s', (cron) => {
    const { problems } = problemsOf({ INGEST_CRON: cron });
    expect(problems).toMatchObject([{ variable: 'INGEST_CRON', got: JSON.stringify(cron) }]);
    expect(problems[0]?.expected).toContain('five cron fields such as "17 4 * * *"');
  });

  test('a cron field out of bounds is told with its bounds', () => {
    expect(problemsOf({ INGEST_CRON: '61 * * * *' }).message).toContain('0-59');
  });

  test.each([
    'postgres://moodring@localhost/moodring',
    'postgresql://bot:p%40ss%2Fword@localhost:5432/moodring?sslmode=require',
    'postgres://bot:p@ss@localhost/moodring',
    'postgres:///moodring?host=/run/postgresql',
  ])('a database address may be %s', (url) => {
    expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  test.each(['12345#abc', '12345/abc', '12345?abc', 'abc/def', '@/'])(
    'a database password %s must be percent-encoded and is not shown',
    (password) => {
      const url = `postgres://bot:${password}@127.0.0.1/x`;
      const { message, problems } = problemsOf({ DATABASE_URL: url });
      expect(problems).toHaveLength(1);
      expect(message).toContain('percent-encoded');
      expect(message).not.toContain('127.0.0.1');
      expect(message).not.toContain(`bot:${password}`);
      const encoded = `postgres://bot:${encodeURIComponent(password)}@127.0.0.1/x`;
      expect(readConfig({ DATABASE_URL: encoded }).databaseUrl).toBe(encoded);
    },
  );

  test.each(['mysql://bot@localhost/x', 'postgres:bot:secret@localhost/x', 'localhost/x'])(
    'a database address may not be %s',
    (url) => {
      expect(problemsOf({ DATABASE_URL: url }).problems).toMatchObject([{ variable: 'DATABASE_URL' }]);
    },
  );

  test('a secret is never shown, however wrong it is', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 6 }).filter((text) => /\s/.test(text.trim())),
        (secret) => {
          const error = problemsOf({ DISCORD_TOKEN: secret, YOUTUBE_API_KEY: secret, DATABASE_URL: secret });
          expect(error.problems.length).toBe(3);
          expect(JSON.stringify(error) + error.message).not.toContain(secret);
        },
      ),
    );
  });

  test.each(['.env.example', 'README.md'])('%s names every variable', (file) => {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    expect(VARIABLES.filter((variable) => !text.includes(variable))).toEqual([]);
  });
});
