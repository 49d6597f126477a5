import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { hasSplitCredentials } from '../db/database-url.ts';
import { TLS_MODES, tlsModeOf } from '../db/driver/tls-mode.ts';
import type { QuotaBudgets } from './catalogue/quota/quota-ledger.ts';
import { DEFAULT_SONG_RULES, type SongRules } from './catalogue/video-to-song.ts';
import { ConfigError, type ConfigProblem } from './errors/config-error.ts';
import { looksSecret } from './errors/looks-secret.ts';

/** Variables whose values are never shown. */
const SECRETS = new Set(['DISCORD_TOKEN', 'DATABASE_URL', 'YOUTUBE_API_KEY']);
/** What stands for a value that is not shown. */
const HIDDEN = 'a value that is not shown here';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const TRUE = ['true', '1', 'yes', 'on'];
const FALSE = ['false', '0', 'no', 'off'];
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'] as const;
const SNOWFLAKE = /^\d{17,20}$/;
/** Five fields of digits, names, `*`, `,`, `-` and `/`. */
const CRON = /^([\w*,/-]+ ){4}[\w*,/-]+$/;
/** "Any value, chosen by hash", which would be another one at every look. */
const HASHED = /\bH\b/;
const CRON_EXPECTED = 'five cron fields such as "17 4 * * *"';
const TOKEN = /^\S+$/;
/** A Discord token, a Google key or an address: pasted into the wrong line. */
const NO_PATH = /^([\w-]{20,}\.[\w-]{6,7}\.[\w-]{27,}|AIza[\w-]{20,}|\w+:\/\/.*)$/s;
const MOST_UNITS = 1_000_000;
/** PostgreSQL's own default for the whole server is 100. */
const MOST_CONNECTIONS = 100;
const DAY_SECONDS = 86_400;

function whole(from: number, to: number) {
  const expected = `a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d+$/, expected)
    .transform(Number)
    .refine((number) => number >= from && number <= to, expected);
}

/** An address that is sent a token or a key: what goes over a network has to be encrypted. */
function apiUrl(example: string) {
  return z.string().superRefine((value, context) => {
    const wrong = (message: string) => context.addIssue({ code: 'custom', message, continue: false });
    if (!URL.canParse(value)) return wrong(`an address such as ${example}`);
    const { protocol, hostname, username, password } = new URL(value);
    if (protocol === 'http:' && !isLoopback(hostname)) {
      wrong('an address that begins with https:// (http:// is for this machine only)');
    } else if (protocol !== 'http:' && protocol !== 'https:') {
      wrong(`an address such as ${example}`);
    } else if (username !== '' || password !== '') {
      wrong('an address without a user and a password');
    }
  });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

const databaseUrl = z.string().superRefine((value, context) => {
  const expected = 'an address such as postgres://user:password@localhost:5432/moodring';
  if (hasSplitCredentials(value)) {
    const message = `${expected}, with every / ? # @ of its user and password percent-encoded (%2F %3F %23 %40)`;
    context.addIssue({ code: 'custom', message });
  } else if (!URL.canParse(value) || !/^postgres(ql)?:\/\//i.test(value)) {
    context.addIssue({ code: 'custom', message: expected });
  } else if (tlsModeOf(new URL(value).searchParams) === undefined) {
    const message = `${expected}, with an sslmode of ${TLS_MODES.join(', ')}, or without one`;
    context.addIssue({ code: 'custom', message });
  }
});

/** What pg-boss can schedule, as its own parser judges. */
const cron = z.string().superRefine((value, context) => {
  if (!CRON.test(value) || HASHED.test(value)) {
    context.addIssue({ code: 'custom', message: CRON_EXPECTED });
    return;
  }
  try {
    CronExpressionParser.parse(value, { tz: 'UTC' });
  } catch (error) {
    const why = error instanceof Error ? ` (${error.message})` : '';
    context.addIssue({ code: 'custom', message: `${CRON_EXPECTED}${why}` });
  }
});

const trueOrFalse = z
  .string()
  .transform((value) => value.toLowerCase())
  .refine((value) => TRUE.includes(value) || FALSE.includes(value), 'true or false')
  .transform((value) => TRUE.includes(value));

const schema = z.object({
  DISCORD_TOKEN: z.string().regex(TOKEN, "the bot's token, without spaces").optional(),
  DISCORD_API_URL: apiUrl('https://discord.com/api')
    .refine((value) => !/\/$|\/v\d+$/.test(value), 'an address without a slash or a version at its end')
    .default('https://discord.com/api'),
  CONTROL_GUILD_IDS: z
    .string()
    .transform((value) => value.split(',').map((id) => id.trim()))
    .refine(
      (ids) => ids.every((id) => SNOWFLAKE.test(id)),
      'server ids (17 to 20 digits), separated by commas',
    )
    .default([]),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_POOL_SIZE: whole(1, MOST_CONNECTIONS).default(8),
  DATA_DIR: z
    .string()
    .refine((value) => !NO_PATH.test(value), 'a directory')
    .default('./data'),
  YOUTUBE_API_KEY: z.string().regex(TOKEN, 'an API key, without spaces').optional(),
  YOUTUBE_API_URL: apiUrl('https://youtube.googleapis.com')
    .refine((value) => !URL.canParse(value) || new URL(value).pathname === '/', 'an address without a path')
    .default('https://youtube.googleapis.com'),
  YOUTUBE_SEARCHES_PER_DAY: whole(0, MOST_UNITS).default(100),
  YOUTUBE_UNITS_PER_DAY: whole(0, MOST_UNITS).default(10_000),
  INGEST_CRON: cron.default('17 * * * *'),
  SONG_MIN_SECONDS: whole(1, DAY_SECONDS).default(DEFAULT_SONG_RULES.minSeconds),
  SONG_MAX_SECONDS: whole(1, DAY_SECONDS).default(DEFAULT_SONG_RULES.maxSeconds),
  PORT: z
    .string()
    .regex(/^\d+$/, 'a port from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'a port from 0 to 65535')
    .default(3000),
  HOST: z
    .enum(
      LOOPBACK,
      'an address of this machine: 127.0.0.1, ::1 or localhost (the playground answers nobody else)',
    )
    .default('127.0.0.1'),
  LOG_LEVEL: z.enum(LEVELS, `one of ${LEVELS.join(', ')}`).default('info'),
  PACE: trueOrFalse.default(true),
  PLAYGROUND: trueOrFalse.optional(),
});

/** The settings of one process, from its environment. */
export interface Config {
  readonly discordToken: string | undefined;
  /** No trailing slash, no version. */
  readonly discordApiUrl: string;
  /** Empty: every server may use the control commands. */
  readonly controlGuildIds: readonly string[];
  readonly databaseUrl: string | undefined;
  /** Connections of this process to the server of `databaseUrl` for queries. */
  readonly databasePoolSize: number;
  readonly dataDir: string;
  readonly youtubeApiKey: string | undefined;
  readonly youtubeApiUrl: string;
  /** What may be asked of YouTube on a day. */
  readonly quotaBudgets: QuotaBudgets;
  /** Five cron fields, UTC. */
  readonly ingestCron: string;
  /** Which videos are songs. */
  readonly songRules: SongRules;
  readonly port: number;
  readonly host: string;
  readonly logLevel: (typeof LEVELS)[number];
  /** Whether members and channels that ask for a lot at once have to wait. */
  readonly paced: boolean;
  readonly playground: boolean;
}

/**
 * Reads the settings. A variable that is empty counts as unset, so that `.env.example` works as it is.
 *
 * @throws ConfigError naming every variable that cannot be used.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => problem(issue, given));
  problems.push(...songLengthProblems(given));
  const { PLAYGROUND: playground, DISCORD_TOKEN: token } = parsed.data ?? {};
  if (playground === true && token !== undefined) {
    problems.push({
      variable: 'PLAYGROUND',
      expected: 'false or nothing beside DISCORD_TOKEN: one bot is on one Discord',
      got: '"true"',
    });
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const settings = parsed.data;
  return {
    discordToken: token,
    discordApiUrl: settings.DISCORD_API_URL,
    controlGuildIds: settings.CONTROL_GUILD_IDS,
    databaseUrl: settings.DATABASE_URL,
    databasePoolSize: settings.DATABASE_POOL_SIZE,
    dataDir: settings.DATA_DIR,
    youtubeApiKey: settings.YOUTUBE_API_KEY,
    youtubeApiUrl: settings.YOUTUBE_API_URL,
    quotaBudgets: { search: settings.YOUTUBE_SEARCHES_PER_DAY, read: settings.YOUTUBE_UNITS_PER_DAY },
    ingestCron: settings.INGEST_CRON,
    songRules: { minSeconds: settings.SONG_MIN_SECONDS, maxSeconds: settings.SONG_MAX_SECONDS },
    port: settings.PORT,
    host: settings.HOST,
    logLevel: settings.LOG_LEVEL,
    paced: settings.PACE,
    playground: playground ?? token === undefined,
  };
}

/** Each length may be right by itself and yet leave no song; looked at whatever else is wrong. */
function songLengthProblems(given: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  const { SONG_MIN_SECONDS, SONG_MAX_SECONDS } = schema.shape;
  const least = SONG_MIN_SECONDS.safeParse(given.SONG_MIN_SECONDS).data;
  const most = SONG_MAX_SECONDS.safeParse(given.SONG_MAX_SECONDS).data;
  if (least === undefined || most === undefined || most >= least) return [];
  const got =
    given.SONG_MAX_SECONDS === undefined
      ? `nothing, which is ${most}`
      : shown('SONG_MAX_SECONDS', given.SONG_MAX_SECONDS);
  const expected = `a number not below SONG_MIN_SECONDS, which is ${least}`;
  return [{ variable: 'SONG_MAX_SECONDS', expected, got }];
}

/** A value as it may be shown: nothing that is a secret, or was pasted into the wrong variable and looks like one. */
function shown(variable: string, value: string | undefined): string {
  if (value === undefined) return 'nothing';
  if (SECRETS.has(variable) || looksSecret(value)) return HIDDEN;
  if (!variable.endsWith('_URL')) return JSON.stringify(value);
  // What stands before an @ may be a password, and a path or a query may hold anything.
  if (!URL.canParse(value)) return value.includes('@') ? HIDDEN : JSON.stringify(value);
  const { protocol, host } = new URL(value);
  return host === '' ? HIDDEN : JSON.stringify(`${protocol}//${host}`);
}

function problem(
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, string | undefined>>,
): ConfigProblem {
  const variable = String(issue.path[0]);
  const value = given[variable];
  return { variable, expected: issue.message, got: shown(variable, value) };
}

/** All variables that are read, in order; `.env.example` and the README list the same. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape);
