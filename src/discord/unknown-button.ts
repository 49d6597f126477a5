import type { ButtonInteraction } from 'discord.js';
import type { BotDependencies } from './dependencies.ts';
import { privateReply } from './private-reply.ts';

/** Answers the press of a button whose meaning nobody knows any more, as one of a message of an earlier release. */
export async function unknownButton(
  { logger }: Pick<BotDependencies, 'logger'>,
  interaction: ButtonInteraction,
): Promise<void> {
  logger.info({ customId: interaction.customId }, 'a button that nobody knows was pressed');
  await privateReply(
    logger,
    interaction,
    'This button is from an earlier version of me and does nothing any more, sorry.',
  );
}
