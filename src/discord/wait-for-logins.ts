import { setTimeout as pause } from 'node:timers/promises';
import { type REST, Routes } from 'discord.js';
import type { Logger } from 'pino';
import { z } from 'zod';
import { StoppedError } from '../errors/stopped-error.ts';

/**
 * Discord allows a bot 1,000 logins a day and resets its token after the last: these are left for connections that are lost
 * meanwhile, and for a person who starts it by hand.
 */
const RESERVE = 10;

/** Shortest wait, whatever Discord says, so that it is not asked without a pause. */
const LEAST_MS = 1_000;

export interface WaitForLoginsDependencies {
  readonly rest: REST;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Takes a line for the person who started the process. */
  readonly print: (line: string) => void;
}

const gateway = z.object({
  session_start_limit: z.object({ remaining: z.number(), reset_after: z.number() }),
});

/**
 * Waits until Discord allows enough logins, so that a process that is started again and again does not use up its day.
 *
 * @param signal ends the wait
 * @throws StoppedError when the signal ended it, and what the request throws
 */
export async function waitForLogins(deps: WaitForLoginsDependencies, signal: AbortSignal): Promise<void> {
  const { rest, logger, now, print } = deps;
  for (;;) {
    const { remaining, reset_after } = gateway.parse(await rest.get(Routes.gatewayBot())).session_start_limit;
    if (remaining > RESERVE) return;
    const waitMs = Math.max(reset_after, LEAST_MS);
    const until = new Date(now().getTime() + waitMs);
    logger.warn({ remaining, until }, 'waiting until Discord allows more logins');
    print(
      `Discord allows this bot only ${remaining} more logins until ${minute(until)} and would reset its token after the last. ` +
        'Moodring logs in then; has it been started again and again?',
    );
    try {
      await pause(waitMs, undefined, { signal });
    } catch (error) {
      if (signal.aborted) throw new StoppedError();
      throw error;
    }
  }
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
