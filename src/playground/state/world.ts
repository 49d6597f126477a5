import { PermissionFlagsBits as P } from 'discord.js';
import type { Channel, Member, MemberView } from './types.ts';

/*
 * Who and what is there. The ids are fixed so that whatever the bot stored about them still holds
 * after a restart.
 */

export const GUILD = {
  id: '1180000000000000000',
  name: 'Moodring Lounge',
  locale: 'en-US',
  ownerId: '1180000000000000101',
} as const;

export const MODERATOR_ROLE = { id: '1180000000000000201', name: 'Moderator', colour: 0x57f287 } as const;
export const BOT_ROLE_ID = '1180000000000000202';

export const CHANNELS: readonly Channel[] = [
  { id: '1180000000000000301', name: 'music', topic: 'Ask for a mood, label what you hear' },
  { id: '1180000000000000302', name: 'chill-corner', topic: 'Slow songs only' },
];

/** The bot; Discord gives a new application and its user the same id. */
export const BOT: Member = {
  id: '1180000000000000100',
  username: 'moodring',
  name: 'Moodring',
  colour: 0x8ea1ff,
  bot: true,
  moderator: false,
};

export const MEMBERS: readonly Member[] = [
  person('101', 'robin', 'Robin', MODERATOR_ROLE.colour, true),
  person('102', 'ada', 'Ada', 0xeb459e),
  person('103', 'kofi', 'Kofi', 0xfee75c),
  person('104', 'mei', 'Mei', 0x3ba9ee),
  person('105', 'sofia', 'Sofía', 0xf47b67),
  person('106', 'leo', 'Leo', 0xa78bfa),
];

function person(digits: string, username: string, name: string, colour: number, moderator = false): Member {
  return { id: `1180000000000000${digits}`, username, name, colour, bot: false, moderator };
}

/** What @everyone may do. */
export const EVERYONE_PERMISSIONS =
  P.ViewChannel |
  P.SendMessages |
  P.EmbedLinks |
  P.AttachFiles |
  P.ReadMessageHistory |
  P.AddReactions |
  P.UseApplicationCommands |
  P.ChangeNickname;

export const MODERATOR_PERMISSIONS =
  EVERYONE_PERMISSIONS | P.ManageGuild | P.ManageMessages | P.ModerateMembers | P.ViewAuditLog;

/**
 * Exactly what the bot's invitation asks for. Unlike in Discord what @everyone may do does not count for the bot, so
 * that tests see what it lacks.
 */
export const BOT_PERMISSIONS =
  P.ViewChannel |
  P.SendMessages |
  P.SendMessagesInThreads |
  P.Connect |
  P.EmbedLinks |
  P.AttachFiles |
  P.AddReactions |
  P.ReadMessageHistory;

/** Permissions of a member in every channel of the home guild; the bot's own are kept by channel in `LocalDiscord`. */
export function memberPermissions(member: Member): bigint {
  return member.moderator ? MODERATOR_PERMISSIONS : EVERYONE_PERMISSIONS;
}

const PEOPLE: ReadonlyMap<string, Member> = new Map([...MEMBERS, BOT].map((member) => [member.id, member]));

/** A member of the guild, the bot included. */
export function findMember(id: string): Member | undefined {
  return PEOPLE.get(id);
}

/** A member as the page draws them. */
export function memberView(member: Member): MemberView {
  return {
    id: member.id,
    name: member.name,
    colour: `#${member.colour.toString(16).padStart(6, '0')}`,
    avatarUrl: `/avatars/${member.id}.svg`,
    bot: member.bot,
    moderator: member.moderator,
  };
}
