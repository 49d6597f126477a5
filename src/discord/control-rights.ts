import { PermissionFlagsBits, type PermissionsBitField } from 'discord.js';
import { UserError } from '../errors/user-error.ts';
import type { BotDependencies } from './dependencies.ts';

type Control = Pick<BotDependencies, 'controlGuildIds'>;

/** Where somebody is and what they may do there, as every interaction says. */
interface Asking {
  readonly guildId: string | null;
  readonly memberPermissions: Readonly<PermissionsBitField> | null;
}

/** What all servers share, and what every member can do about it. */
const SHARED = {
  model: {
    name: 'My model',
    instead: 'You can still teach me: react to my songs!',
  },
  catalogue: {
    name: 'My song collection',
    instead: 'You can still bring songs in: `/suggest` takes a YouTube link.',
  },
} as const;

/**
 * Lets only moderators of control guilds go on. Handlers call it themselves: what Discord asks of members by default,
 * every server may change.
 *
 * @param what what the command does, to complete "Only members who may manage this server can …"
 * @throws UserError `not-a-control-guild` or `not-a-moderator`
 */
export function checkControlRights(
  control: Control,
  asking: Asking,
  what: string,
  shared: keyof typeof SHARED = 'model',
): void {
  const { name, instead } = SHARED[shared];
  if (!isControlGuild(control, asking.guildId)) {
    throw new UserError(
      'not-a-control-guild',
      `${name} is shared by all servers, so moderators can ${what} only in the servers my owner has chosen. This is not one of them.`,
    );
  }
  checkModerator(asking, what, instead);
}

/**
 * Lets only moderators of any server go on.
 *
 * @param instead what others can do, a sentence
 * @throws UserError `not-a-moderator`
 */
export function checkModerator(asking: Asking, what: string, instead: string): void {
  if (isModerator(asking)) return;
  throw new UserError('not-a-moderator', `Only members who may manage this server can ${what}. ${instead}`);
}

/** Whether {@link checkControlRights} would let them go on. */
export function hasControlRights(control: Control, asking: Asking): boolean {
  return isControlGuild(control, asking.guildId) && isModerator(asking);
}

/** Whether this server's moderators may change what all servers share. */
export function isControlGuild({ controlGuildIds }: Control, guildId: string | null): boolean {
  return controlGuildIds.length === 0 || controlGuildIds.includes(guildId ?? '');
}

function isModerator({ memberPermissions }: Asking): boolean {
  return memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true;
}
