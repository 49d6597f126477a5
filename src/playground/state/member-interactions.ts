import { ApplicationCommandType, ApplicationCommandOptionType as OptionType } from 'discord.js';
import { invalidFormBody, missingPermissions, unknownCommand } from './api-errors.ts';
import { type GivenOption, resolveOptions } from './command-options.ts';
import { mayUse, type RegisteredCommand } from './commands.ts';
import { findComponent } from './components.ts';
import type { LocalDiscord } from './local-discord.ts';
import type { OptionValue } from './types.ts';

/** A member's use of a slash command. */
export interface Invocation {
  readonly memberId: string;
  readonly channelId: string;
  /** Name of the command; subcommands follow after spaces, as in `sources add`. */
  readonly command: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** Skips the check of `default_member_permissions` and of the options, to see what the bot itself refuses. */
  readonly force?: boolean;
}

/** A member's click on a button, or choice in a menu. */
export interface Click {
  readonly memberId: string;
  readonly messageId: string;
  readonly customId: string;
  /** Chosen values of a menu. */
  readonly values?: readonly string[];
}

/** A member's use of a command of a message's context menu. */
export interface MessageInvocation {
  readonly memberId: string;
  readonly messageId: string;
  readonly command: string;
}

/** What members do that the bot answers; each method gives the id of the interaction. */
export class MemberInteractions {
  readonly #discord: LocalDiscord;

  constructor(discord: LocalDiscord) {
    this.#discord = discord;
  }

  /** Uses a slash command; the id of the interaction, which the bot gets through the gateway. */
  invoke(invocation: Invocation): string {
    const { channelId, options = {}, force = false } = invocation;
    const member = this.#discord.member(invocation.memberId);
    this.#discord.channel(channelId);
    const { command, path } = this.#command(invocation.command, channelId);
    const permissions = this.#discord.places.permissions(member, channelId);
    if (!force && !mayUse(command, permissions)) throw missingPermissions();
    const resolved = force
      ? uncheckedOptions(path, options)
      : resolveOptions(command.options ?? [], path, options);
    const typed = Object.entries(options).map(([name, value]) => ` ${name}:${value}`);
    return this.#discord.interactions.create({
      kind: 'command',
      memberId: member.id,
      channelId,
      name: command.name,
      text: `${invocation.command}${typed.join('')}`,
      data: { ...commandData(command), ...(resolved.length > 0 && { options: resolved }) },
    }).id;
  }

  /** Asks the bot for choices of an option being typed; they arrive in the interaction's `choices`. */
  autocomplete(invocation: Invocation & { readonly focused: string }): string {
    const { channelId, options = {}, focused } = invocation;
    this.#discord.channel(channelId);
    const { command, path } = this.#command(invocation.command, channelId);
    return this.#discord.interactions.create({
      kind: 'autocomplete',
      memberId: this.#discord.member(invocation.memberId).id,
      channelId,
      name: command.name,
      text: invocation.command,
      data: {
        ...commandData(command),
        options: resolveOptions(command.options ?? [], path, options, focused),
      },
    }).id;
  }

  /** Uses a command of a message's context menu. */
  invokeOnMessage(invocation: MessageInvocation): string {
    const message = this.#discord.visibleMessage(invocation.messageId, invocation.memberId);
    const member = this.#discord.member(invocation.memberId);
    const command = this.#discord.commands.find(invocation.command, ApplicationCommandType.Message);
    if (command === undefined) throw unknownCommand();
    if (!mayUse(command, this.#discord.places.permissions(member, message.channelId)))
      throw missingPermissions();
    return this.#discord.interactions.create({
      kind: 'command',
      memberId: member.id,
      channelId: message.channelId,
      name: command.name,
      text: command.name,
      data: { ...commandData(command), target_id: message.id },
      messageId: message.id,
    }).id;
  }

  /** Clicks a button or chooses from a menu; the id of the interaction. */
  click({ memberId, messageId, customId, values }: Click): string {
    const message = this.#discord.visibleMessage(messageId, this.#discord.member(memberId).id);
    const component = findComponent(message.components, customId);
    if (component === undefined) {
      throw invalidFormBody([
        { path: ['custom_id'], code: 'COMPONENT_NOT_FOUND', message: 'Component not found' },
      ]);
    }
    return this.#discord.interactions.create({
      kind: 'component',
      memberId,
      channelId: message.channelId,
      name: customId,
      text: customId,
      data: { custom_id: customId, component_type: component.type, ...(values && { values }) },
      messageId,
    }).id;
  }

  #command(text: string, channelId: string): { command: RegisteredCommand; path: string[] } {
    const [name = '', ...path] = text.trim().split(/\s+/);
    const command = this.#discord.commands.find(
      name,
      ApplicationCommandType.ChatInput,
      this.#discord.places.guildIdOf(channelId),
    );
    if (command === undefined) throw unknownCommand();
    return { command, path };
  }
}

function commandData({ id, name, type, guild_id }: RegisteredCommand) {
  return { id, name, type, ...(guild_id !== undefined && { guild_id }) };
}

/** The options as they are, inside their subcommand and its group. */
function uncheckedOptions(
  path: readonly string[],
  options: Readonly<Record<string, OptionValue>>,
): GivenOption[] {
  const values: GivenOption[] = Object.entries(options).map(([name, value]) => ({
    name,
    type: optionType(value),
    value,
  }));
  return path.reduceRight((inner, name, at) => {
    const type = at === path.length - 1 ? OptionType.Subcommand : OptionType.SubcommandGroup;
    return [{ name, type, options: inner }];
  }, values);
}

/** Discord's type of an unchecked option: string, number or boolean. */
function optionType(value: OptionValue): number {
  if (typeof value === 'boolean') return OptionType.Boolean;
  if (typeof value === 'number') return Number.isInteger(value) ? OptionType.Integer : OptionType.Number;
  return OptionType.String;
}
