import { type ChatInputCommandInteraction, type Client, Events } from 'discord.js';
import { isDatabaseDown } from '../errors/is-database-down.ts';
import { UserError } from '../errors/user-error.ts';
import { AnsweredElsewhereError } from './answered-elsewhere-error.ts';
import type { Command } from './command.ts';
import type { BotDependencies } from './dependencies.ts';
import { offerChoices } from './offer-choices.ts';
import { privateReply } from './private-reply.ts';
import { isAnswered, isTooLate } from './too-late.ts';

/** Hands each slash command to its handler and turns what goes wrong into a reply; the bot goes on. */
export function followInteractions(
  client: Client,
  commands: readonly Command[],
  deps: BotDependencies,
): void {
  const byName = new Map(commands.map((command) => [command.declaration.name, command]));
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isAutocomplete()) {
      const command = byName.get(interaction.commandName);
      deps.tasks.run(`choices of /${interaction.commandName}`, () =>
        offerChoices(deps, command, interaction),
      );
      return;
    }
    if (!interaction.isChatInputCommand()) return;
    const command = byName.get(interaction.commandName);
    deps.tasks.run(`/${interaction.commandName}`, () =>
      command === undefined ? unknownCommand(deps, interaction) : handle(deps, command, interaction),
    );
  });
}

async function handle(
  deps: BotDependencies,
  command: Command,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  try {
    await command.handle(deps, interaction);
  } catch (error) {
    if (error instanceof AnsweredElsewhereError) {
      deps.logger.info({ command: interaction.commandName }, 'another process answers this command');
      return;
    }
    if (isTooLate(error)) {
      deps.logger.warn(
        { err: error, command: interaction.commandName },
        'the answer came too late for Discord',
      );
      return;
    }
    await explain(deps, interaction, error);
  }
}

/** Without {@link acknowledge} nobody has claimed the command: another process may be telling the same. */
async function explain(
  deps: BotDependencies,
  interaction: ChatInputCommandInteraction,
  error: unknown,
): Promise<void> {
  try {
    await privateReply(deps.logger, interaction, explanation(deps, interaction, error));
  } catch (refusal) {
    if (!isTooLate(refusal) && !isAnswered(refusal)) throw refusal;
    deps.logger.info({ err: refusal, command: interaction.commandName }, 'there was nothing left to answer');
  }
}

/** What the member reads; for anything but their own mistake, with an id that stands in the log too. */
function explanation(
  deps: BotDependencies,
  interaction: ChatInputCommandInteraction,
  error: unknown,
): string {
  if (error instanceof UserError) {
    deps.logger.info({ command: interaction.commandName, reason: error.id }, 'a command was turned down');
    return error.message;
  }
  const errorId = crypto.randomUUID().slice(0, 8);
  deps.logger.error({ err: error, errorId, command: interaction.commandName }, 'a command failed');
  const what = isDatabaseDown(error)
    ? 'I cannot reach my song collection right now.'
    : 'Something went wrong on my side, sorry.';
  return `${what} Please try again in a minute. If it keeps happening, tell whoever runs me this id: \`${errorId}\``;
}

async function unknownCommand(
  { logger }: BotDependencies,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  await privateReply(
    logger,
    interaction,
    'I do not know this command any more. Please reload Discord and try again.',
  );
}
