import type {
  ApplicationCommandOptionChoiceData,
  AutocompleteInteraction,
  ButtonInteraction,
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
  /**
   * Does what a button of this command's messages is for. Discord waits three seconds for an acknowledgement.
   *
   * @param id what the button's custom id says after `<command>:`; from any release, and so perhaps nothing known.
   * @throws UserError for what the member should be told; anything else counts as a bug of ours.
   */
  press?(deps: BotDependencies, interaction: ButtonInteraction, id: string): Promise<void>;
}

/** A value to choose; `validChoices` makes of it what Discord takes. */
export type Choice = ApplicationCommandOptionChoiceData;
