import type { AutocompleteInteraction, CommandInteractionOption } from 'discord.js';
import { createTurns } from '../concurrency/turns.ts';
import type { Choice, Command } from './command.ts';
import type { BotDependencies } from './dependencies.ts';
import { atOnce } from './limits.ts';
import { isAnswered, isTooLate } from './too-late.ts';
import { validChoices } from './valid-choices.ts';

/** How many members' questions may wait; who comes then types on. */
const MOST_WAITING = 1_000;

/** Answers what members are typing. */
export interface ChoiceOffers {
  /**
   * Whatever goes wrong the list is empty rather than missing, and the member can type on: the next letter asks again.
   * A question that the member's next letter overtook before its turn gets no answer; Discord does not show it any more.
   */
  offer(command: Command | undefined, interaction: AutocompleteInteraction): Promise<void>;
}

export function createChoiceOffers(deps: BotDependencies): ChoiceOffers {
  const { logger, limits } = deps;
  const turns = createTurns({ atOnce: atOnce(deps.database) });
  /** The latest question of each member to each option that still waits, by its id. */
  const latest = new Map<string, string>();

  /** @returns undefined when a newer question has overtaken this one. */
  async function find(
    command: Command | undefined,
    interaction: AutocompleteInteraction,
  ): Promise<readonly Choice[] | undefined> {
    if (turns.waiting >= MOST_WAITING || !limits.mayType(interaction)) return [];
    const option = focusedName(interaction.options.data);
    // Only a client that was forged asks for no option.
    if (option === undefined) return [];
    const typing = `${interaction.user.id} ${interaction.commandId} ${option}`;
    latest.set(typing, interaction.id);
    return turns.take(async () => {
      if (latest.get(typing) !== interaction.id) return undefined;
      latest.delete(typing);
      return (await command?.suggest?.(deps, interaction)) ?? [];
    });
  }

  return {
    async offer(command, interaction) {
      let choices: readonly Choice[] | undefined = [];
      try {
        choices = await find(command, interaction);
      } catch (error) {
        logger.error({ err: error, command: interaction.commandName }, 'no choices could be found');
      }
      if (choices === undefined) {
        logger.debug({ command: interaction.commandName }, 'the member typed on before there were choices');
        return;
      }
      try {
        await interaction.respond(validChoices(choices));
      } catch (error) {
        // Of two processes with one token the other one was faster, or the member has typed on.
        if (!isTooLate(error) && !isAnswered(error)) throw error;
        logger.debug({ err: error, command: interaction.commandName }, 'choices came too late');
      }
    },
  };
}

function focusedName(options: readonly CommandInteractionOption[]): string | undefined {
  for (const { name, focused = false, options: inner = [] } of options) {
    const found = focused ? name : focusedName(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
