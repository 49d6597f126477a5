import {
  type APIApplicationCommandOption,
  type ChatInputCommandInteraction,
  type CommandInteractionOption,
  ApplicationCommandOptionType as Type,
} from 'discord.js';
import { UserError } from '../errors/user-error.ts';
import type { Command } from './command.ts';

/**
 * Discord checks what members give; a client that was forged, or that still knows the command of an earlier release, may
 * send something else.
 *
 * @throws UserError `wrong-option` for an option that is missing, of another type or out of its bounds
 */
export function checkOptions({ declaration }: Command, { options }: ChatInputCommandInteraction): void {
  check(declaration.options ?? [], options.data);
}

function check(
  declared: readonly APIApplicationCommandOption[],
  given: readonly CommandInteractionOption[],
): void {
  const subcommands = declared.filter(isSubcommand);
  if (subcommands.length > 0) {
    const chosen = given.find(({ type }) => type === Type.Subcommand);
    const subcommand = subcommands.find(({ name }) => name === chosen?.name);
    if (subcommand === undefined) throw new UserError('wrong-option', OUTDATED);
    check(subcommand.options ?? [], chosen?.options ?? []);
    return;
  }
  for (const option of declared) {
    const found = given.find(({ name }) => name === option.name);
    if (found === undefined ? option.required !== true : fits(option, found)) continue;
    throw new UserError(
      'wrong-option',
      `I cannot use that: \`${option.name}\` should be ${describe(option)}.`,
    );
  }
}

const OUTDATED = 'I do not know this command in this form any more. Please reload Discord and try again.';

function isSubcommand(
  option: APIApplicationCommandOption,
): option is Extract<APIApplicationCommandOption, { type: Type.Subcommand }> {
  return option.type === Type.Subcommand;
}

/** Whether a value is one that the declaration allows; its choices are the command's own business. */
function fits(option: APIApplicationCommandOption, { type, value }: CommandInteractionOption): boolean {
  if (type !== option.type) return false;
  switch (option.type) {
    case Type.Integer:
    case Type.Number: {
      const isNumber = option.type === Type.Integer ? Number.isSafeInteger(value) : Number.isFinite(value);
      const { min_value: least = -Infinity, max_value: most = Infinity } = option;
      return isNumber && Number(value) >= least && Number(value) <= most;
    }
    case Type.String:
      return typeof value === 'string' && value.length <= (option.max_length ?? Infinity);
    default:
      return true;
  }
}

function describe(option: APIApplicationCommandOption): string {
  switch (option.type) {
    case Type.Integer:
    case Type.Number: {
      const { min_value: least, max_value: most } = option;
      const kind = option.type === Type.Integer ? 'a whole number' : 'a number';
      return least === undefined || most === undefined ? kind : `${kind} from ${least} to ${most}`;
    }
    case Type.String:
      return option.max_length === undefined ? 'a text' : `a text of at most ${option.max_length} characters`;
    default:
      return 'something else';
  }
}
