import { ChannelType } from 'discord.js';
import { missingAccess, threadArchived, threadLocked, unknownChannel } from './api-errors.ts';
import type { Channel, Guild, LocalEvent, Member } from './types.ts';
import { CHANNELS, EVERYONE_PERMISSIONS, GUILD, MODERATOR_PERMISSIONS, memberPermissions } from './world.ts';

/** A thread or a forum post. */
export function isThread({ type }: Channel): boolean {
  return (
    type === ChannelType.PublicThread ||
    type === ChannelType.PrivateThread ||
    type === ChannelType.AnnouncementThread
  );
}

/** A channel for voices, which has a chat too. */
export function isVoice({ type }: Channel): boolean {
  return type === ChannelType.GuildVoice || type === ChannelType.GuildStageVoice;
}

/** What became of a thread. */
export interface ThreadState {
  readonly archived: boolean;
  readonly locked: boolean;
}

/**
 * The servers the bot is in and their channels: the home guild, which the page shows, and whatever else tests make.
 * Only the home guild's own channels outlive a restart.
 */
export class Places {
  readonly #emit: (event: LocalEvent) => void;
  readonly #guilds = new Map<string, Guild>([[GUILD.id, GUILD]]);
  readonly #channels = new Map<string, Channel>(CHANNELS.map((channel) => [channel.id, channel]));
  readonly #threads = new Map<string, ThreadState>();

  constructor(emit: (event: LocalEvent) => void) {
    this.#emit = emit;
  }

  /** The servers that the bot is in. */
  get guilds(): readonly Guild[] {
    return [...this.#guilds.values()];
  }

  /** Somebody invites the bot to a server. */
  join(guild: Guild): void {
    this.#guilds.set(guild.id, guild);
    this.#emit({ type: 'guildCreate', guild });
  }

  /** Somebody removes the bot from a server. */
  leave(guildId: string): void {
    const guild = this.#guilds.get(guildId);
    if (guild === undefined) throw missingAccess();
    this.#guilds.delete(guildId);
    this.#emit({ type: 'guildDelete', guild });
  }

  /** The server of that id if the bot is in it. */
  guild(id: string): Guild | undefined {
    return this.#guilds.get(id);
  }

  /** The server of a channel, whether or not the bot is in it. */
  guildIdOf(channelId: string): string {
    return this.#channels.get(channelId)?.guildId ?? GUILD.id;
  }

  /** Somebody makes a channel, or a thread in one. */
  addChannel(channel: Channel): Channel {
    this.#channels.set(channel.id, channel);
    this.#emit({ type: 'channelCreate', channelId: channel.id });
    return channel;
  }

  /** @throws {DiscordApiError} 10003 */
  channel(id: string): Channel {
    const channel = this.#channels.get(id);
    if (channel === undefined) throw unknownChannel();
    return channel;
  }

  channelsOf(guildId: string): Channel[] {
    return [...this.#channels.values()].filter((channel) => this.guildIdOf(channel.id) === guildId);
  }

  thread(channelId: string): ThreadState {
    return this.#threads.get(channelId) ?? { archived: false, locked: false };
  }

  /** Somebody archives, locks or opens a thread. */
  setThread(channelId: string, state: ThreadState): void {
    this.#threads.set(this.channel(channelId).id, state);
    this.#emit({ type: 'channelChange', channelId });
  }

  /**
   * Discord opens an archived thread for a new message by itself, but for nothing else; a locked one for nobody.
   * @throws {DiscordApiError} 160005, 50083
   */
  requireOpen(channelId: string, isNewMessage = false): void {
    const { archived, locked } = this.thread(channelId);
    if (locked) throw threadLocked();
    if (archived && !isNewMessage) throw threadArchived();
  }

  /** What a member may do in a channel. */
  permissions(member: Member, channelId: string): bigint {
    const guildId = this.guildIdOf(channelId);
    if (guildId === GUILD.id) return memberPermissions(member);
    const moderates = this.#guilds.get(guildId)?.moderatorIds?.includes(member.id) === true;
    return moderates ? MODERATOR_PERMISSIONS : EVERYONE_PERMISSIONS;
  }
}
