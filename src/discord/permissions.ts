import { PermissionFlagsBits, type PermissionsBitField } from 'discord.js';

/** What the bot asks for when it is invited, and what each one is for. */
export const NEEDED_PERMISSIONS = {
  ViewChannel: 'to see the channels it plays in',
  SendMessages: 'to show songs',
  EmbedLinks: 'so that YouTube links play inline',
  AddReactions: 'to put the mood emoji under a song',
  ReadMessageHistory: 'to react to its own cards',
  AttachFiles: 'to show the pictures of `/model report`',
} as const satisfies Partial<Record<keyof typeof PermissionFlagsBits, string>>;

export type Needed = keyof typeof NEEDED_PERMISSIONS;

const NAMES: Readonly<Record<Needed, string>> = {
  ViewChannel: 'View Channel',
  SendMessages: 'Send Messages',
  EmbedLinks: 'Embed Links',
  AddReactions: 'Add Reactions',
  ReadMessageHistory: 'Read Message History',
  AttachFiles: 'Attach Files',
};

/** What goes wrong without it. */
const WITHOUT: Readonly<Record<Needed, string>> = {
  ViewChannel: 'I cannot see this channel, so votes in it do not reach me',
  SendMessages: 'the end of long work, such as `/ingest now`, may not reach this channel',
  EmbedLinks: 'songs show as mere links and do not play here',
  AddReactions: 'there are no mood emoji under songs, so that members have to find them themselves',
  ReadMessageHistory: 'I cannot put the mood emoji under my own songs',
  AttachFiles: '`/model report` has to do without its pictures',
};

const ALL = Object.keys(NEEDED_PERMISSIONS) as Needed[];

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

/** All permissions the bot needs, and whether it has them. */
export function permissionFindings(granted: Readonly<PermissionsBitField>): PermissionFinding[] {
  const missing = new Set(missingPermissions(granted, ALL));
  return ALL.map((name) => ({ name: NAMES[name], granted: !missing.has(name), without: WITHOUT[name] }));
}

/** Which of these permissions the bot lacks in a channel. */
export function missingPermissions(
  granted: Readonly<PermissionsBitField>,
  wanted: readonly Needed[],
): Needed[] {
  return wanted.filter((name) => !granted.has(PermissionFlagsBits[name]));
}

/** One sentence for the member who asked, naming what is missing and why it matters; empty if nothing is. */
export function missingPermissionsHint(missing: readonly Needed[]): string {
  if (missing.length === 0) return '';
  const list = missing.map((name) => `**${NAMES[name]}** (${NEEDED_PERMISSIONS[name]})`).join(', ');
  return `I am missing a permission in this channel: ${list}. Somebody who manages the server can give it to me in its settings.`;
}
