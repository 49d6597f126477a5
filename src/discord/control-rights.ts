import { type Client, PermissionFlagsBits, type PermissionsBitField } from 'discord.js';
import {
  type ControlRefusal,
  type ControlStanding,
  controlRefusal,
  moderatorsControl,
} from '../access/control.ts';
import { UserError } from '../errors/user-error.ts';
import type { BotDependencies } from './dependencies.ts';

type Control = Pick<BotDependencies, 'controlGuildIds' | 'applicationOwners'>;

/** Where somebody is, who they are and what they may do there, as every interaction says. */
interface Asking {
  readonly client: Pick<Client, 'guilds'>;
  readonly guildId: string | null;
  readonly user: { readonly id: string };
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

/** What the decision on control depends on, as the client knows it now. */
export function controlStanding(
  { controlGuildIds, applicationOwners }: Control,
  { guilds: { cache } }: Pick<Client, 'guilds'>,
): ControlStanding {
  return {
    controlGuildIds,
    applicationOwners: applicationOwners.current(),
    servers: {
      size: cache.size,
      has: (guildId) => cache.has(guildId),
      ownerOf: (guildId) => cache.get(guildId)?.ownerId,
    },
  };
}

/**
 * Lets only those go on who may change what all servers share. Handlers call it themselves: what Discord asks of members by
 * default, every server may change.
 *
 * @param what what the command does, to complete "Only members who may manage this server can …"
 * @throws UserError `not-a-control-guild`, `not-my-owners-guild` or `not-a-moderator`
 */
export function checkControlRights(
  control: Control,
  asking: Asking,
  what: string,
  shared: keyof typeof SHARED = 'model',
): void {
  const { name, instead } = SHARED[shared];
  switch (refusal(control, asking)) {
    case 'not-chosen':
      throw new UserError(
        'not-a-control-guild',
        `${name} is shared by all servers, so moderators can ${what} only in the servers my owner has chosen. This is not one of them.`,
      );
    case 'not-owned':
      throw new UserError(
        'not-my-owners-guild',
        `${name} is shared by all servers, so only my owner, and moderators of my owner’s own servers, can ${what}. ${instead}`,
      );
    case 'not-a-moderator':
      throw notAModerator(what, instead);
  }
}

/**
 * Lets only moderators of any server go on.
 *
 * @param instead what others can do, a sentence
 * @throws UserError `not-a-moderator`
 */
export function checkModerator(asking: Asking, what: string, instead: string): void {
  if (!isModerator(asking)) throw notAModerator(what, instead);
}

/** Whether {@link checkControlRights} would let them go on. */
export function hasControlRights(control: Control, asking: Asking): boolean {
  return refusal(control, asking) === undefined;
}

/** Whether the moderators of the server in which somebody is may change what all servers share. */
export function isControlGuild(control: Control, { client, guildId }: Asking): boolean {
  return moderatorsControl(controlStanding(control, client), guildId);
}

function refusal(control: Control, asking: Asking): ControlRefusal | undefined {
  return controlRefusal(controlStanding(control, asking.client), {
    guildId: asking.guildId,
    userId: asking.user.id,
    moderator: isModerator(asking),
  });
}

function notAModerator(what: string, instead: string): UserError {
  return new UserError('not-a-moderator', `Only members who may manage this server can ${what}. ${instead}`);
}

function isModerator({ memberPermissions }: Asking): boolean {
  return memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true;
}
