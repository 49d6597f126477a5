import { ChannelType, PermissionFlagsBits, type PermissionsBitField } from 'discord.js';

/** What the bot asks for when it is invited, and what each one is for. */
export const NEEDED_PERMISSIONS = {
  ViewChannel: 'to see the channels it plays in',
  SendMessages: 'to show songs',
  SendMessagesInThreads: 'to show songs in threads and forum posts',
  Connect: 'to use the chat of voice channels',
  EmbedLinks: 'so that YouTube links play inline',
  AddReactions: 'to put the mood emoji under a song',
  ReadMessageHistory: 'to react to its own cards',
  AttachFiles: 'to show the pictures of `/model report`',
} as const satisfies Partial<Record<keyof typeof PermissionFlagsBits, string>>;

export type Needed = keyof typeof NEEDED_PERMISSIONS;

const NAMES: Readonly<Record<Needed, string>> = {
  ViewChannel: 'View Channel',
  SendMessages: 'Send Messages',
  SendMessagesInThreads: 'Send Messages in Threads',
  Connect: 'Connect',
  EmbedLinks: 'Embed Links',
  AddReactions: 'Add Reactions',
  ReadMessageHistory: 'Read Message History',
  AttachFiles: 'Attach Files',
};

/** What goes wrong without it. */
const WITHOUT: Readonly<Record<Needed, string>> = {
  ViewChannel: 'I cannot see this channel, so votes in it do not reach me',
  SendMessages: 'the end of long work, such as `/ingest now`, may not reach this channel',
  SendMessagesInThreads: 'the end of long work, such as `/ingest now`, may not reach this thread',
  Connect: 'I can do nothing in the chat of this voice channel but answer',
  EmbedLinks: 'songs show as mere links and do not play here',
  AddReactions: 'there are no mood emoji under songs, so that members have to find them themselves',
  ReadMessageHistory: 'I cannot put the mood emoji under my own songs',
  AttachFiles: '`/model report` has to do without its pictures',
};

const ALL = Object.keys(NEEDED_PERMISSIONS) as Needed[];

/** What a channel is, as far as permissions differ. A forum post is a thread. */
export type ChannelKind = 'text' | 'thread' | 'voice';

/** What makes no difference there. */
const UNUSED: Readonly<Record<ChannelKind, readonly Needed[]>> = {
  text: ['SendMessagesInThreads', 'Connect'],
  thread: ['SendMessages', 'Connect'],
  voice: ['SendMessagesInThreads'],
};

/** @param channel null where Discord did not say, which counts as a text channel */
export function channelKind(channel: { readonly type: ChannelType } | null): ChannelKind {
  switch (channel?.type) {
    case ChannelType.PublicThread:
    case ChannelType.PrivateThread:
    case ChannelType.AnnouncementThread:
      return 'thread';
    case ChannelType.GuildVoice:
    case ChannelType.GuildStageVoice:
      return 'voice';
    default:
      return 'text';
  }
}

/** All of them as one number, for the invite link. */
export const INVITE_PERMISSIONS = ALL.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);

/** What a card needs, to be shown and to be voted on. */
export const FOR_CARDS: readonly Needed[] = ALL.filter((name) => name !== 'AttachFiles');
/** What a report with pictures needs besides. */
export const FOR_PICTURES: readonly Needed[] = ['AttachFiles'];

/** One of the permissions, as a member reads about it. */
export interface PermissionFinding {
  readonly name: string;
  readonly granted: boolean;
  /** What goes wrong without it, as the end of a sentence. */
  readonly without: string;
}

/** Where something is to be done, as every interaction says. */
export interface Where {
  readonly appPermissions: Readonly<PermissionsBitField>;
  readonly channel: { readonly type: ChannelType } | null;
}

/** All permissions the bot needs in a channel of that kind, and whether it has them. */
export function permissionFindings({ appPermissions, channel }: Where): PermissionFinding[] {
  return usedIn(channel, ALL).map((name) => ({
    name: NAMES[name],
    granted: appPermissions.has(PermissionFlagsBits[name]),
    without: WITHOUT[name],
  }));
}

/** Which of these permissions the bot lacks in a channel; those that a channel of its kind does not know are not among them. */
export function missingPermissions({ appPermissions, channel }: Where, wanted: readonly Needed[]): Needed[] {
  return usedIn(channel, wanted).filter((name) => !appPermissions.has(PermissionFlagsBits[name]));
}

function usedIn(channel: Where['channel'], wanted: readonly Needed[]): Needed[] {
  const unused = UNUSED[channelKind(channel)];
  return wanted.filter((name) => !unused.includes(name));
}

/** One sentence for the member who asked, naming what is missing and why it matters; empty if nothing is. */
export function missingPermissionsHint(missing: readonly Needed[]): string {
  if (missing.length === 0) return '';
  const list = missing.map((name) => `**${NAMES[name]}** (${NEEDED_PERMISSIONS[name]})`).join(', ');
  return `I am missing a permission in this channel: ${list}. Somebody who manages the server can give it to me in its settings.`;
}
