import { join } from 'node:path';
import type { Logger } from 'pino';
import { latestRuns } from '../db/queries/runs.ts';
import { type Deadline, deadlineIn, endedBy, STOP_MS } from './concurrency/deadline.ts';
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

/** What is kept back of a stop for the services, the database among them, in milliseconds. */
const RESERVE_MS = 2_000;
/** What is kept back of the wait for a start that is to end, for stopping what had started. */
const START_RESERVE_MS = 3_000;

/** A running Moodring: database, jobs, bot and, without a token, the playground. */
export interface App {
  /** @throws StoppedError when stopped meanwhile, DatabaseInUseError, DatabaseUnavailableError, PortInUseError, or what the login threw; nothing stays running. */
  start(): Promise<{ readonly services: Services; readonly playgroundUrl: string | undefined }>;
  /**
   * Ends what `start` started, also in the middle of a start: long work at once, so that what it answers is told that it
   * was stopped, and the database last, when nothing uses it any more. Over by the deadline, 8 s unless given.
   */
  stop(deadline?: Deadline): Promise<void>;
}

/**
 * Puts the parts together. Every part that starts leaves behind how it stops. What only an embedded database or a
 * playground needs is loaded only then: a bot with a server and a token saves some 30 MB by it.
 */
export function createApp(options: AppOptions): App {
  const { config, logger, now, print, onFatal } = options;
  /** What has started, oldest first. Only parts of one group need each other, and all of them the services. */
  const started: Readonly<Record<'control' | 'chat' | 'jobs', Stop[]>> = { control: [], chat: [], jobs: [] };
  const stopping = new AbortController();
  let starting: Promise<unknown> | undefined;
  let stopBy: Deadline | undefined;
  let services: Services | undefined;

  /** Between two parts: nothing more is started once a stop was asked for. */
  function goOn(): void {
    stopping.signal.throwIfAborted();
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
    try {
      await control.start();
    } catch (error) {
      // Members can do without the command line.
      logger.warn(
        { err: error },
        'no control socket: the command line cannot be used while this process runs',
      );
      return;
    }
    started.control.push((deadline) => control.stop(deadline));
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
    started.chat.push(() => playground.stop());
    return { ...addresses, token: playground.token };
  }

  async function startBot(
    services: Services,
    discord: Pick<BotOptions, 'token' | 'apiUrl'>,
  ): Promise<{ inviteUrl: string; notices: readonly string[] }> {
    const bot: Bot = createBot({
      ...services,
      ...discord,
      controlGuildIds: config.controlGuildIds,
      signal: stopping.signal,
      print,
      paced: config.paced,
      onLost: onFatal,
    });
    started.chat.push((deadline) => bot.stop(deadline));
    return await bot.start();
  }

  async function startScheduler({ database, ...services }: Services): Promise<void> {
    const scheduler = createScheduler({
      boss: database.bossOptions(),
      jobs: jobsOf({ ...services, database }, config.ingestCron),
      logger,
      hasRun: async (name) => (await latestRuns(database.db, name, 1)).length > 0,
    });
    started.jobs.push((deadline) => scheduler.stop(deadline));
    await scheduler.start();
  }

  async function startAll() {
    const controlSocket = controlSocketPath(config.dataDir);
    services = await startServices({
      ...options,
      controlSocket,
      signal: stopping.signal,
      onDatabaseLost: onFatal,
    });
    goOn();
    await startControl(services);
    goOn();
    const { discordToken, discordApiUrl } = config;
    let playgroundUrl: string | undefined;
    let inviteUrl: string | undefined;
    let notices: readonly string[] = [];
    if (discordToken !== undefined) {
      ({ inviteUrl, notices } = await startBot(services, { token: discordToken, apiUrl: discordApiUrl }));
    } else if (config.playground) {
      const playground = await startPlayground();
      playgroundUrl = playground.url;
      await startBot(services, playground);
    }
    goOn();
    await startScheduler(services);
    goOn();
    for (const line of banner(config, { playgroundUrl, inviteUrl })) print(line);
    for (const notice of notices) print(`  ${notice}\n`);
    return { services, playgroundUrl };
  }

  /** In the opposite order of their start. */
  async function stopGroup(parts: Stop[], deadline: Deadline): Promise<void> {
    for (const stopPart of parts.splice(0).reverse()) {
      try {
        await stopPart(deadline);
      } catch (error) {
        logger.error({ err: error }, 'a part did not stop cleanly');
      }
    }
  }

  /** All groups at once: each is told that it is to end, and none waits for another. */
  async function stopAll(deadline: Deadline): Promise<void> {
    const forParts = deadline.earlier(RESERVE_MS);
    const groups = Object.values(started).map((parts) => stopGroup(parts, forParts));
    if (!(await endedBy(forParts, Promise.all(groups)))) logger.warn('a part did not stop in time');
    // It ends in time whatever it meets, and logs that.
    const opened = services;
    services = undefined;
    await opened?.stop(deadline);
  }

  return {
    start() {
      // With what a failed start still has to stop, so that a stop meanwhile waits for that too.
      const all = startAll().catch(async (error: unknown) => {
        await stopAll(stopBy ?? deadlineIn(STOP_MS));
        throw error;
      });
      starting = all;
      return all;
    },
    async stop(deadline = deadlineIn(STOP_MS)) {
      stopBy = deadline;
      stopping.abort(new StoppedError());
      // What the start stops when it ends is part of it.
      if (!(await endedBy(deadline.earlier(START_RESERVE_MS), starting)))
        logger.warn('stopped in the middle of a start that did not end');
      await stopAll(deadline);
    },
  };
}

type Stop = (deadline: Deadline) => Promise<void>;

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
