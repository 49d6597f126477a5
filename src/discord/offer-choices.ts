import type { AutocompleteInteraction } from 'discord.js';
import type { Choice, Command } from './command.ts';
import type { BotDependencies } from './dependencies.ts';
import { cut } from './text.ts';
import { isAnswered, isTooLate } from './too-late.ts';

/** What Discord shows, and the longest name it takes. */
const MOST_CHOICES = 25;
const LONGEST_NAME = 100;

/**
 * Answers what a member is typing. Whatever goes wrong the list is empty rather than missing, and the member can type
 * on: the next letter asks anew.
 */
export async function offerChoices(
  deps: BotDependencies,
  command: Command | undefined,
  interaction: AutocompleteInteraction,
): Promise<void> {
  const { logger } = deps;
  let choices: readonly Choice[] = [];
  try {
    choices = (await command?.suggest?.(deps, interaction)) ?? [];
  } catch (error) {
    logger.error({ err: error, command: interaction.commandName }, 'no choices could be found');
  }
  try {
    await interaction.respond(
      choices.slice(0, MOST_CHOICES).map((choice) => ({ ...choice, name: cut(choice.name, LONGEST_NAME) })),
    );
  } catch (error) {
    // Of two processes with one token the other one was faster, or the member has typed on.
    if (!isTooLate(error) && !isAnswered(error)) throw error;
    logger.debug({ err: error, command: interaction.commandName }, 'choices came too late');
  }
}
