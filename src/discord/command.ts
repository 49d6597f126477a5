import type {
  ApplicationCommandOptionChoiceData,
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { BotDependencies } from './dependencies.ts';

/** A slash command: what Discord is told about it, and what happens when a member uses it. */
export interface Command {
  readonly declaration: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** Changes what all servers share: registered in the control guilds alone, where such are set. */
  readonly control: boolean;
  /** @throws UserError for what the member should be told; anything else counts as a bug of ours. */
  handle(deps: BotDependencies, interaction: ChatInputCommandInteraction): Promise<void>;
  /** What to offer for the option being typed, best first; Discord shows 25 and waits three seconds. */
  suggest?(deps: BotDependencies, interaction: AutocompleteInteraction): Promise<readonly Choice[]>;
}

/** A value to choose; its name is cut to what Discord takes. */
export type Choice = ApplicationCommandOptionChoiceData;
