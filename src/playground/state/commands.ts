import { ApplicationCommandType, PermissionFlagsBits } from 'discord.js';
import { unknownCommand } from './api-errors.ts';
import { type CommandBody, type CommandOption, commandList } from './command-rules.ts';
import { parseBody } from './parse-body.ts';
import type { Snowflakes } from './snowflake.ts';
import { GUILD } from './world.ts';

/** A command as Discord gives it back. */
export interface RegisteredCommand {
  readonly id: string;
  readonly application_id: string;
  readonly guild_id?: string;
  readonly version: string;
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly options?: CommandOption[];
  readonly default_member_permissions: string | null;
  readonly [field: string]: unknown;
}

/** Where commands are registered: everywhere, or in the guild of that id. */
export type CommandScope = { readonly applicationId: string; readonly guildId?: string };

/** The registered commands, global and of the guild. */
export class Commands {
  readonly #ids: Snowflakes;
  readonly #onChange: () => void;
  #all: RegisteredCommand[] = [];

  constructor(ids: Snowflakes, onChange: () => void) {
    this.#ids = ids;
    this.#onChange = onChange;
  }

  /** Those of one scope. */
  list({ guildId }: CommandScope): RegisteredCommand[] {
    return this.#all.filter((command) => command.guild_id === guildId);
  }

  /**
   * Replaces all commands of a scope; one that keeps its name and type keeps its id.
   * @throws {DiscordApiError} 50035
   */
  overwrite(scope: CommandScope, body: unknown): RegisteredCommand[] {
    const bodies = parseBody(commandList, body ?? []);
    const before = this.list(scope);
    const after = bodies.map((one) => this.#register(scope, one, before));
    this.#replace(scope, after);
    return after;
  }

  /** Adds one command, or replaces the one of that name and type. */
  upsert(scope: CommandScope, body: unknown): RegisteredCommand {
    const [one] = parseBody(commandList, [body]);
    if (one === undefined) throw unknownCommand();
    const before = this.list(scope);
    const command = this.#register(scope, one, before);
    this.#replace(scope, [...before.filter(({ id }) => id !== command.id), command]);
    return command;
  }

  /** Changes some fields of one command. */
  edit(scope: CommandScope, id: string, changes: object): RegisteredCommand {
    const before = this.list(scope);
    const old = before.find((command) => command.id === id) ?? raise();
    const [merged] = parseBody(commandList, [{ ...old, ...changes }]);
    const command = { ...this.#register(scope, merged ?? raise(), []), id };
    this.#replace(
      scope,
      before.map((one) => (one.id === id ? command : one)),
    );
    return command;
  }

  get(scope: CommandScope, id: string): RegisteredCommand {
    return this.list(scope).find((command) => command.id === id) ?? raise();
  }

  delete(scope: CommandScope, id: string): void {
    const kept = this.list(scope).filter((command) => command !== this.get(scope, id));
    this.#replace(scope, kept);
  }

  /** The command of that name as Discord's client finds it in a guild: its own before the global one. */
  find(
    name: string,
    type: number = ApplicationCommandType.ChatInput,
    guildId: string = GUILD.id,
  ): RegisteredCommand | undefined {
    const found = this.#all.filter(
      (command) =>
        command.name === name && command.type === type && (command.guild_id ?? guildId) === guildId,
    );
    return found.find(({ guild_id }) => guild_id !== undefined) ?? found[0];
  }

  /** What a member with these permissions is offered, by name. */
  offered(permissions: bigint): RegisteredCommand[] {
    return this.#all
      .filter((command) => this.find(command.name, command.type) === command && mayUse(command, permissions))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Removes a guild's own commands, as when the bot is removed from it. */
  forget(guildId: string): void {
    this.#replace({ guildId }, []);
  }

  toJSON(): RegisteredCommand[] {
    return this.#all;
  }

  load(commands: readonly RegisteredCommand[]): void {
    this.#all = [...commands];
  }

  #register(scope: CommandScope, body: CommandBody, before: readonly RegisteredCommand[]): RegisteredCommand {
    const type = body.type ?? ApplicationCommandType.ChatInput;
    const old = before.find((command) => command.name === body.name && command.type === type);
    const { options, ...rest } = body;
    return {
      ...rest,
      id: old?.id ?? this.#ids.next(),
      application_id: scope.applicationId,
      version: this.#ids.next(),
      type,
      description: body.description ?? '',
      ...(options && { options }),
      ...(scope.guildId !== undefined && { guild_id: scope.guildId }),
      default_member_permissions:
        body.default_member_permissions == null ? null : String(body.default_member_permissions),
      nsfw: body.nsfw ?? false,
    };
  }

  #replace({ guildId }: Pick<CommandScope, 'guildId'>, commands: readonly RegisteredCommand[]): void {
    this.#all = [...this.#all.filter((command) => command.guild_id !== guildId), ...commands];
    this.#onChange();
  }
}

function raise(): never {
  throw unknownCommand();
}

/** Whether Discord offers the command; `"0"` leaves it to administrators. */
export function mayUse(command: RegisteredCommand, permissions: bigint): boolean {
  if (command.default_member_permissions === null) return true;
  if ((permissions & PermissionFlagsBits.Administrator) !== 0n) return true;
  const needed = BigInt(command.default_member_permissions);
  return needed !== 0n && (permissions & needed) === needed;
}
