import type { ChatInputCommandInteraction } from 'discord.js';
import type { AnsweredWork } from '../../db/schema.ts';
import { TrainerStoppedError } from '../training/errors/trainer-stopped-error.ts';
import { acknowledge } from './acknowledge.ts';
import type { BotDependencies } from './dependencies.ts';
import { describeInterrupted } from './interrupted-text.ts';
import { createLiveReply, type LiveReply } from './live-reply.ts';

/**
 * Answers a command whose work takes long, in front of everybody: acknowledges it, and lets the work show how far it is
 * and its end. Work that the bot's stop ends is told so; if the process ends before it can say anything, the next start
 * does. What else goes wrong takes the progress away and is thrown.
 *
 * @param answer hands the bot's `stopping` signal to its work.
 */
export async function answerLive(
  deps: BotDependencies,
  interaction: ChatInputCommandInteraction,
  work: AnsweredWork,
  answer: (reply: LiveReply) => Promise<void>,
): Promise<void> {
  const { openAnswers, logger } = deps;
  const messageId = await acknowledge(deps, interaction);
  const { channelId } = interaction;
  const opened = messageId === undefined ? undefined : await openAnswers.open({ messageId, channelId, work });
  const reply = createLiveReply(interaction, logger);
  let said = false;
  try {
    await answer(reply);
    said = true;
  } catch (error) {
    if (!isStop(deps, error)) {
      said = await reply.withdraw();
      throw error;
    }
    logger.info({ work }, 'work ended early: the bot is stopping');
    await reply.finish(describeInterrupted(work));
    said = true;
  } finally {
    await reply.close();
    if (said) await opened?.close();
    else opened?.leave();
  }
}

function isStop({ stopping }: BotDependencies, error: unknown): boolean {
  return stopping.aborted && (error === stopping.reason || error instanceof TrainerStoppedError);
}
