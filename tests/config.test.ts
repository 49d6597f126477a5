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
      databasePoolSize: 8,
      dataDir: './data',
      youtubeApiKey: undefined,
      youtubeApiUrl: 'https://youtube.googleapis.com',
      quotaBudgets: { search: 100, read: 10_000 },
      ingestCron: '17 * * * *',
      songRules: { minSeconds: 60, maxSeconds: 900 },
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'info',
      paced: true,
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
    expect(readConfig({ YOUTUBE_SEARCHES_PER_DAY: '0', YOUTUBE_UNITS_PER_DAY: '1000000' })).toMatchObject({
      quotaBudgets: { search: 0, read: 1_000_000 },
    });
  });

  test.each(['-1', '1000001', '1.5', '1e3', '0x10', ' 5', 'many', '99999999999999999999'])(
    'a budget may not be %s',
    (value) => {
      expect(problemsOf({ YOUTUBE_SEARCHES_PER_DAY: value, YOUTUBE_UNITS_PER_DAY: value }).problems).toEqual(
        ['YOUTUBE_SEARCHES_PER_DAY', 'YOUTUBE_UNITS_PER_DAY'].map((variable) => ({
          variable,
          expected: 'a whole number from 0 to 1000000',
          got: JSON.stringify(value),
        })),
      );
    },
  );

  test.each([
    [
      { SONG_MIN_SECONDS: '1', SONG_MAX_SECONDS: '86400' },
      { minSeconds: 1, maxSeconds: 86_400 },
    ],
    [{ SONG_MIN_SECONDS: '90' }, { minSeconds: 90, maxSeconds: 900 }],
    [{ SONG_MAX_SECONDS: '60' }, { minSeconds: 60, maxSeconds: 60 }],
  ])('a song may be as long as %j says', (environment, songRules) => {
    expect(readConfig(environment).songRules).toEqual(songRules);
  });

  test.each([
    [{ SONG_MIN_SECONDS: '300', SONG_MAX_SECONDS: '299' }, 300, '"299"'],
    [{ SONG_MAX_SECONDS: '59' }, 60, '"59"'],
    [{ SONG_MIN_SECONDS: '901' }, 901, 'nothing, which is 900'],
  ])('the longest song of %j is shorter than the shortest', (environment, least, got) => {
    const expected = `a number not below SONG_MIN_SECONDS, which is ${least}`;
    const problem = { variable: 'SONG_MAX_SECONDS', expected, got };
    expect(problemsOf(environment).problems).toEqual([problem]);
    expect(problemsOf({ ...environment, PORT: 'x' }).problems).toContainEqual(problem);
  });

  test('a length out of bounds is told once', () => {
    expect(problemsOf({ SONG_MIN_SECONDS: '0', SONG_MAX_SECONDS: '86401' }).problems).toMatchObject([
      { variable: 'SONG_MIN_SECONDS', expected: 'a whole number from 1 to 86400' },
      { variable: 'SONG_MAX_SECONDS' },
    ]);
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

  test.each(['verify-all', 'REQUIRE', ''])('an sslmode may not be %s', (mode) => {
    const { message } = problemsOf({ DATABASE_URL: `postgres://bot:secret@localhost/x?sslmode=${mode}` });
    expect(message).toContain('sslmode of disable, allow, prefer, require, verify-ca, verify-full');
    expect(message).not.toContain('secret');
  });

  test.each(['0', '101', '1.5', 'many'])('a pool may not have %s connections', (DATABASE_POOL_SIZE) => {
    expect(problemsOf({ DATABASE_POOL_SIZE }).problems).toMatchObject([
      { variable: 'DATABASE_POOL_SIZE', expected: 'a whole number from 1 to 100' },
    ]);
  });

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

  test.each(['https://discord.example/api', 'http://127.0.0.1:80', 'http://localhost:1', 'http://[::1]:1'])(
    'an API may be at %s',
    (url) => {
      const origin = new URL(url).origin;
      expect(readConfig({ DISCORD_API_URL: url, YOUTUBE_API_URL: origin })).toMatchObject({
        discordApiUrl: url,
        youtubeApiUrl: origin,
      });
    },
  );

  test.each([
    ['http://discord.example', 'https://'],
    ['http://127.0.0.1.example.org', 'https://'],
    ['http://10.0.0.1', 'https://'],
    ['ftp://127.0.0.1', 'an address such as'],
    ['https://bot:hunter2@discord.example', 'without a user and a password'],
    ['http://bot:hunter2@127.0.0.1', 'without a user and a password'],
    ['bot:hunter2@discord.example', 'an address such as'],
  ])('an API may not be at %s, and no password of it is shown', (url, expected) => {
    const { problems, message } = problemsOf({ DISCORD_API_URL: url, YOUTUBE_API_URL: url });
    expect(problems.map(({ variable }) => variable)).toEqual(['DISCORD_API_URL', 'YOUTUBE_API_URL']);
    for (const problem of problems) expect(problem.expected).toContain(expected);
    expect(message).not.toMatch(/bot:|hunter2/);
  });

  test.each([
    'MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789-_',
    'Bot MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789-_',
    'AIzaSyD-not-a-real-key-0123456789abcdef',
    'postgres://bot:hunter2-hunter2@db.example/moodring',
  ])('a secret that was pasted into the wrong variable is not shown: %s', (secret) => {
    const others = VARIABLES.filter(
      (variable) => !['DISCORD_TOKEN', 'YOUTUBE_API_KEY', 'DATABASE_URL'].includes(variable),
    ).filter((variable) => variable !== 'DATA_DIR' || !secret.startsWith('Bot'));
    const { problems, message } = problemsOf(
      Object.fromEntries(others.map((variable) => [variable, secret])),
    );
    expect(new Set(problems.map(({ variable }) => variable))).toEqual(new Set(others));
    expect(message + JSON.stringify(problems)).not.toMatch(/GaBcDe|AIzaSy|hunter2/);
  });

  test.each(['/srv/moodring-production.2026.before-the-migration', './data', 'C:\\moodring\\data', '~'])(
    'a directory may be called %s',
    (directory) => {
      expect(readConfig({ DATA_DIR: directory }).dataDir).toBe(directory);
    },
  );

  test('.env.example and README.md give the defaults', () => {
    const { quotaBudgets, ingestCron, songRules, databasePoolSize } = readConfig({});
    const { search, read } = quotaBudgets;
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(example).toContain(
      `Defaults: ${search} and ${read}\nYOUTUBE_SEARCHES_PER_DAY=\nYOUTUBE_UNITS_PER_DAY=`,
    );
    expect(example).toContain(`Default: ${databasePoolSize}\nDATABASE_POOL_SIZE=`);
    expect(readme).toContain(`\`DATABASE_POOL_SIZE\` | \`${databasePoolSize}\``);
    expect(example).toContain(`Default: ${ingestCron} `);
    expect(example).toContain(
      `Defaults: ${songRules.minSeconds} and ${songRules.maxSeconds}\nSONG_MIN_SECONDS=`,
    );
    expect(readme).toContain(
      `\`YOUTUBE_SEARCHES_PER_DAY\`, \`YOUTUBE_UNITS_PER_DAY\` | \`${search}\`, \`${read}\``,
    );
    expect(readme).toContain(`\`INGEST_CRON\` | \`${ingestCron}\``);
    expect(readme).toContain(`\`${songRules.minSeconds}\`, \`${songRules.maxSeconds}\``);
  });

  test.each(['.env.example', 'README.md'])('%s names every variable', (file) => {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    expect(VARIABLES.filter((variable) => !text.includes(variable))).toEqual([]);
  });
});
