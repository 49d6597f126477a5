import { join } from 'node:path';
import type { Logger } from 'pino';
import { latestRuns } from '../db/queries/runs.ts';
import type { Config } from './config.ts';
import { controlSocketPath } from './control/control-path.ts';
import { type Bot, type BotOptions, createBot } from './discord/bot.ts';
import { StoppedError } from './errors/stopped-error.ts';
import { jobsOf } from './jobs/jobs.ts';
import { createScheduler } from './jobs/scheduler.ts';
import { type Services, startServices } from './services.ts';

export interface AppOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Takes a line for the person who started the process. */
  readonly print: (line: string) => void;
  /** Told when the process is of no use any more, as when Discord does not let the bot in again. */
  readonly onFatal: (reason: Error) => void;
}

/** A running Moodring: database, jobs, bot and, without a token, the playground. */
export interface App {
  /** @throws StoppedError when stopped meanwhile, DatabaseInUseError, DatabaseUnavailableError, PortInUseError, or what the login threw; nothing stays running. */
  start(): Promise<{ readonly services: Services; readonly playgroundUrl: string | undefined }>;
  /** Stops what `start` started, in the opposite order, and waits for work in flight; also in the middle of a start. */
  stop(): Promise<void>;
}

/**
 * Puts the parts together. Every part that starts leaves behind how it stops. What only an embedded database or a
 * playground needs is loaded only then: a bot with a server and a token saves some 30 MB by it.
 */
export function createApp(options: AppOptions): App {
  const { config, logger, now, print, onFatal } = options;
  const stops: (() => Promise<void>)[] = [];
  let starting: Promise<unknown> | undefined;
  let stopping = false;

  /** Between two parts: nothing more is started once a stop was asked for. */
  function goOn(): void {
    if (stopping) throw new StoppedError();
  }

  async function startControl(services: Services): Promise<void> {
    if (services.database.kind !== 'embedded') return;
    const { createControlServer } = await import('./control/control-server.ts');
    const control = createControlServer({
      services,
      config,
      logger,
      path: controlSocketPath(config.dataDir),
    });
    await control.start();
    stops.push(() => control.stop());
  }

  async function startPlayground(): Promise<{ url: string; apiUrl: string; token: string }> {
    const { createPlayground } = await import('./playground/server.ts');
    const { host, port, dataDir } = config;
    const playground = createPlayground({
      host,
      port,
      logger,
      now,
      statePath: join(dataDir, 'playground.json'),
    });
    const addresses = await playground.start();
    stops.push(() => playground.stop());
    return { ...addresses, token: playground.token };
  }

  async function startBot(
    services: Services,
    discord: Pick<BotOptions, 'token' | 'apiUrl' | 'alwaysRegister'>,
  ): Promise<string> {
    const bot: Bot = createBot({
      ...services,
      ...discord,
      controlGuildIds: config.controlGuildIds,
      onLost: onFatal,
    });
    stops.push(() => bot.stop());
    return (await bot.start()).inviteUrl;
  }

  async function startScheduler({ database, ...services }: Services): Promise<void> {
    const scheduler = createScheduler({
      boss: database.bossOptions(),
      jobs: jobsOf({ ...services, database }, config.ingestCron),
      logger,
      hasRun: async (name) => (await latestRuns(database.db, name, 1)).length > 0,
    });
    stops.push(() => scheduler.stop());
    await scheduler.start();
  }

  async function startAll() {
    const services = await startServices({
      ...options,
      controlSocket: controlSocketPath(config.dataDir),
      onDatabaseLost: onFatal,
    });
    stops.push(() => services.stop());
    goOn();
    await startControl(services);
    goOn();
    const { discordToken, discordApiUrl } = config;
    let playgroundUrl: string | undefined;
    let inviteUrl: string | undefined;
    if (discordToken !== undefined) {
      inviteUrl = await startBot(services, { token: discordToken, apiUrl: discordApiUrl });
    } else if (config.playground) {
      const playground = await startPlayground();
      playgroundUrl = playground.url;
      await startBot(services, { ...playground, alwaysRegister: true });
    }
    goOn();
    await startScheduler(services);
    goOn();
    for (const line of banner(config, { playgroundUrl, inviteUrl })) print(line);
    return { services, playgroundUrl };
  }

  async function stopAll(): Promise<void> {
    for (const stopPart of stops.splice(0).reverse()) {
      try {
        await stopPart();
      } catch (error) {
        logger.error({ err: error }, 'a part did not stop cleanly');
      }
    }
  }

  return {
    start() {
      // With what a failed start still has to stop, so that a stop meanwhile waits for that too.
      const all = startAll().catch(async (error: unknown) => {
        await stopAll();
        throw error;
      });
      starting = all;
      return all;
    },
    async stop() {
      stopping = true;
      await Promise.allSettled([starting]);
      await stopAll();
    },
  };
}

interface Addresses {
  readonly playgroundUrl: string | undefined;
  readonly inviteUrl: string | undefined;
}

/** What is running, what is embedded, and which variable replaces it. */
function banner(config: Config, { playgroundUrl, inviteUrl }: Addresses): string[] {
  const discord =
    playgroundUrl !== undefined
      ? `the playground, a Discord of your own    (DISCORD_TOKEN puts the bot on Discord)`
      : inviteUrl !== undefined
        ? 'connected'
        : 'none                                    (DISCORD_TOKEN, or PLAYGROUND=true)';
  const database =
    config.databaseUrl === undefined
      ? `embedded in ${join(config.dataDir, 'pg')}    (DATABASE_URL uses a PostgreSQL server)`
      : 'the PostgreSQL server of DATABASE_URL';
  const songs =
    config.youtubeApiKey === undefined
      ? 'the starter catalogue    (YOUTUBE_API_KEY brings new songs every day)'
      : 'the starter catalogue, and new ones from YouTube every day';
  return [
    '',
    ...(playgroundUrl === undefined ? [] : [`  Moodring is ready:  ${playgroundUrl}`, '']),
    ...(inviteUrl === undefined ? [] : ['  Moodring is ready. Invite it to a server:', `  ${inviteUrl}`, '']),
    `  Discord    ${discord}`,
    `  Database   ${database}`,
    `  Songs      ${songs}`,
    '',
  ];
}
