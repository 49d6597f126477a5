import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  PermissionFlagsBits,
} from 'discord.js';
import type { Database } from '../../db/database.ts';
import { createRateLimiter } from '../concurrency/rate-limiter.ts';
import { UserError } from '../errors/user-error.ts';
import { MOST_SONGS } from '../recommend/recommend.ts';
import type { Answerable } from './answerable.ts';

/** What one member may do at once after a rest, and in what time they may do as much again. */
const MEMBER = { most: 10, withinMs: 30_000 };
/** Presses of buttons: moderators decide on one suggestion after another. */
const PRESSES = { most: 30, withinMs: 30_000 };
/** What members type while they choose; most of it is overtaken before it costs anything. */
const TYPING = { most: 60, withinMs: 30_000 };
/** What may be posted in one channel by commands of all its members: a song a second for as long as they like. */
const CHANNEL = { most: 60, withinMs: 60_000 };

/** Commands whose answers everybody in the channel sees; only these count for the channel. */
const PUBLIC = new Set(['mood', 'suggest']);

/**
 * How many pieces of one kind of work use the database at a time. The embedded one does one thing after another, on a
 * server they leave connections to commands.
 */
export function atOnce({ kind }: Pick<Database, 'kind'>): number {
  return kind === 'embedded' ? 1 : 4;
}

/** Keeps one member or one channel from slowing down all others; forgets with the process. */
export interface Limits {
  /**
   * Counts a command or a press of a button.
   *
   * @throws UserError `too-fast` when it has to wait
   */
  check(interaction: Answerable): void;
  /** Counts a letter typed while choosing. @returns whether to look for choices. */
  mayType(interaction: AutocompleteInteraction): boolean;
}

export function createLimits({ now }: { readonly now: () => Date }): Limits {
  const members = createRateLimiter({ now, ...MEMBER });
  const presses = createRateLimiter({ now, ...PRESSES });
  const typing = createRateLimiter({ now, ...TYPING });
  const channels = createRateLimiter({ now, ...CHANNEL });

  return {
    check(interaction) {
      const { user, channelId } = interaction;
      if (interaction.isButton()) {
        refuse(presses.take(user.id), 'You are quick!');
        return;
      }
      const cost = costOf(interaction);
      refuse(members.take(user.id, cost), 'You are quick!');
      // A full channel must not keep its moderators from their work.
      if (!PUBLIC.has(interaction.commandName) || isModerator(interaction)) return;
      refuse(channels.take(channelId, cost), 'This channel is asking for a lot right now.');
    },
    mayType: ({ user }) => typing.take(user.id) === 0,
  };
}

/** For measurements, and for servers that want none. */
export const NO_LIMITS: Limits = { check: () => {}, mayType: () => true };

/** A song costs one; so does any other command. */
function costOf({ options }: ChatInputCommandInteraction): number {
  const count = options.data.find(({ name }) => name === 'count')?.value;
  return typeof count === 'number' ? Math.min(Math.max(Math.ceil(count), 1), MOST_SONGS) : 1;
}

function isModerator({ memberPermissions }: Answerable): boolean {
  return memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true;
}

function refuse(waitMs: number, why: string): void {
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1_000);
  const time = seconds === 1 ? 'a second' : `${seconds} seconds`;
  throw new UserError('too-fast', `${why} Please try again in ${time}.`);
}
