import { ApplicationCommandOptionType as OptionType } from 'discord.js';
import { invalidFormBody } from './api-errors.ts';
import type { CommandOption } from './command-rules.ts';
import type { OptionValue } from './types.ts';

/** An option inside an interaction's `data`. */
export interface GivenOption {
  name: string;
  type: number;
  value?: OptionValue;
  focused?: true;
  options?: GivenOption[];
}

/**
 * Turns what a member typed into the options of an interaction, as Discord's client does before it sends anything:
 * required options, choices, bounds and types are checked.
 *
 * @param path names of the subcommand group and subcommand, outermost first
 * @param focused name of the option being typed; then nothing is checked, as for autocomplete
 * @throws {DiscordApiError} 50035 with the option's name under `errors`
 */
export function resolveOptions(
  declared: readonly CommandOption[],
  path: readonly string[],
  given: Readonly<Record<string, OptionValue>>,
  focused?: string,
): GivenOption[] {
  const [head, ...rest] = path;
  const nested = declared.some(({ type }) => isNested(type));
  if (head !== undefined || nested) {
    const sub = declared.find((option) => option.name === head && isNested(option.type));
    if (sub === undefined) throw bad(head ?? 'command', 'This command needs one of its subcommands');
    const options = resolveOptions(sub.options ?? [], rest, given, focused);
    return [{ name: sub.name, type: sub.type, options }];
  }
  const unknown = Object.keys(given).find((name) => !declared.some((option) => option.name === name));
  if (unknown !== undefined) throw bad(unknown, 'This command has no such option');
  return declared.flatMap((option) => {
    const value = Object.hasOwn(given, option.name) ? given[option.name] : undefined;
    if (option.name === focused) {
      return [{ name: option.name, type: option.type, value: value ?? '', focused: true as const }];
    }
    if (value === undefined) {
      if (option.required && focused === undefined) throw bad(option.name, 'This option is required');
      return [];
    }
    if (focused === undefined) check(option, value);
    return [{ name: option.name, type: option.type, value }];
  });
}

function isNested(type: number): boolean {
  return type === OptionType.Subcommand || type === OptionType.SubcommandGroup;
}

function check(option: CommandOption, value: OptionValue): void {
  const problem = typeProblem(option, value) ?? boundProblem(option, value) ?? choiceProblem(option, value);
  if (problem !== undefined) throw bad(option.name, problem);
}

function typeProblem({ type }: CommandOption, value: OptionValue): string | undefined {
  switch (type) {
    case OptionType.Integer:
      return Number.isSafeInteger(value) ? undefined : 'Enter a whole number';
    case OptionType.Number:
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'Enter a number';
    case OptionType.Boolean:
      return typeof value === 'boolean' ? undefined : 'Enter true or false';
    default:
      return typeof value === 'string' && value !== '' ? undefined : 'Enter some text';
  }
}

function boundProblem(option: CommandOption, value: OptionValue): string | undefined {
  const [size, least, most, unit] =
    typeof value === 'string'
      ? [value.length, option.min_length, option.max_length ?? 6000, ' characters']
      : [Number(value), option.min_value, option.max_value, ''];
  if (least !== undefined && size < least) return `Enter at least ${least}${unit}`;
  if (most !== undefined && size > most) return `Enter at most ${most}${unit}`;
  return undefined;
}

function choiceProblem({ choices }: CommandOption, value: OptionValue): string | undefined {
  if (choices === undefined || choices.length === 0) return undefined;
  return choices.some((choice) => choice.value === value) ? undefined : 'Choose one of the listed values';
}

function bad(name: string, message: string) {
  return invalidFormBody([{ path: ['options', name], code: 'INVALID_OPTION', message }]);
}
