import { type ButtonInteraction, type Client, Events } from 'discord.js';
import { isDatabaseDown } from '../errors/is-database-down.ts';
import { UserError } from '../errors/user-error.ts';
import { type Answerable, nameOf } from './answerable.ts';
import { AnsweredElsewhereError } from './answered-elsewhere-error.ts';
import { checkOptions } from './check-options.ts';
import type { Command } from './command.ts';
import type { BotDependencies } from './dependencies.ts';
import { createChoiceOffers } from './offer-choices.ts';
import { privateReply } from './private-reply.ts';
import { isThreadClosed } from './thread-closed.ts';
import { isAnswered, isTooLate } from './too-late.ts';
import { unknownButton } from './unknown-button.ts';

/** Hands slash commands and presses of buttons to their commands and turns what goes wrong into a reply; the bot goes on. */
export function followInteractions(
  client: Client,
  commands: readonly Command[],
  deps: BotDependencies,
): void {
  const choices = createChoiceOffers(deps);
  const byName = new Map(commands.map((command) => [command.declaration.name, command]));

  function answer(interaction: Answerable, work: () => Promise<void>): void {
    deps.tasks.run(nameOf(interaction), () =>
      answered(deps, interaction, async () => {
        deps.limits.check(interaction);
        await work();
      }),
    );
  }

  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isAutocomplete()) {
      const command = byName.get(interaction.commandName);
      deps.tasks.run(`choices of /${interaction.commandName}`, () => choices.offer(command, interaction));
    } else if (interaction.isButton()) {
      answer(interaction, () => press(deps, byName, interaction));
    } else if (interaction.isChatInputCommand()) {
      const command = byName.get(interaction.commandName);
      answer(interaction, async () => {
        if (command === undefined) return privateReply(deps.logger, interaction, UNKNOWN_COMMAND);
        checkOptions(command, interaction);
        return command.handle(deps, interaction);
      });
    }
  });
}

const UNKNOWN_COMMAND = 'I do not know this command any more. Please reload Discord and try again.';

/** A button's custom id is `<command>:<rest>`, and its command knows what the rest means. */
async function press(
  deps: BotDependencies,
  byName: ReadonlyMap<string, Command>,
  interaction: ButtonInteraction,
): Promise<void> {
  const [, name = '', id = ''] = /^([^:]*):(.*)$/s.exec(interaction.customId) ?? [];
  const command = byName.get(name);
  if (command?.press === undefined) await unknownButton(deps, interaction);
  else await command.press(deps, interaction, id);
}

async function answered(
  deps: BotDependencies,
  interaction: Answerable,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AnsweredElsewhereError) {
      deps.logger.info({ command: nameOf(interaction) }, 'another process answers this command');
      return;
    }
    if (isTooLate(error)) {
      deps.logger.warn({ err: error, command: nameOf(interaction) }, 'the answer came too late for Discord');
      return;
    }
    if (isAnswered(error) || isThreadClosed(error)) nothingLeft(deps, interaction, error);
    else await explain(deps, interaction, error);
  }
}

function nothingLeft({ logger }: BotDependencies, interaction: Answerable, error: unknown): void {
  logger.info({ err: error, command: nameOf(interaction) }, 'there was nothing left to answer');
}

/** Without an acknowledgement nobody has claimed the interaction: another process may be telling the same. */
async function explain(deps: BotDependencies, interaction: Answerable, error: unknown): Promise<void> {
  try {
    await privateReply(deps.logger, interaction, explanation(deps, interaction, error));
  } catch (refusal) {
    if (!isTooLate(refusal) && !isAnswered(refusal) && !isThreadClosed(refusal)) throw refusal;
    nothingLeft(deps, interaction, refusal);
  }
}

/** What the member reads; for anything but their own mistake, with an id that stands in the log too. */
function explanation(deps: BotDependencies, interaction: Answerable, error: unknown): string {
  const command = nameOf(interaction);
  if (error instanceof UserError) {
    deps.logger.info({ command, reason: error.id }, 'a command was turned down');
    return error.message;
  }
  if (deps.stopping.aborted && error === deps.stopping.reason) {
    deps.logger.info({ command }, 'a command ended early: the bot is stopping');
    return 'I am being stopped or restarted. Please try again in a minute.';
  }
  const errorId = crypto.randomUUID().slice(0, 8);
  deps.logger.error({ err: error, errorId, command }, 'a command failed');
  const what = isDatabaseDown(error)
    ? 'I cannot reach my song collection right now.'
    : 'Something went wrong on my side, sorry.';
  return `${what} Please try again in a minute. If it keeps happening, tell whoever runs me this id: \`${errorId}\``;
}
