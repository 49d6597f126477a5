import { DiscordAPIError, type REST, Routes } from 'discord.js';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { activeModelId } from '../../db/queries/models.ts';
import type { OpenAnswer } from '../../db/queries/open-answers.ts';
import type { Schema } from '../../db/schema.ts';
import { describeInterrupted, describeSwitched } from './interrupted-text.ts';
import type { OpenAnswers } from './open-answers.ts';

export interface TellInterruptedDependencies {
  readonly database: { readonly db: Kysely<Schema> };
  readonly rest: REST;
  readonly openAnswers: OpenAnswers;
  readonly logger: Logger;
}

/**
 * Writes into answers that a process left open when it ended what became of their work. One that cannot be changed at
 * the moment is left to the next start; one that is gone, or closed to the bot, is forgotten.
 */
export async function tellInterrupted(deps: TellInterruptedDependencies): Promise<void> {
  const { openAnswers, rest, logger } = deps;
  for (const answer of await openAnswers.abandoned()) {
    const { messageId, channelId, work } = answer;
    try {
      const body = { content: await endOf(deps, answer), allowed_mentions: { parse: [] } };
      await rest.patch(Routes.channelMessage(channelId, messageId), { body });
      logger.info({ messageId, channelId, work }, 'told what became of work that was cut off');
    } catch (error) {
      const lasting = error instanceof DiscordAPIError && (error.status === 403 || error.status === 404);
      logger.warn(
        { err: error, messageId, channelId, work },
        'an answer that was cut off could not be changed',
      );
      if (!lasting) continue;
    }
    await openAnswers.forget(messageId);
  }
}

/** A process may have ended between the switch to another model and its answer. */
async function endOf(
  { database }: TellInterruptedDependencies,
  { work, modelId }: OpenAnswer,
): Promise<string> {
  if (work !== 'retrain' && work !== 'rollback') return describeInterrupted(work);
  const active = await activeModelId(database.db);
  return active === undefined || active === modelId ? describeInterrupted(work) : describeSwitched(active);
}
