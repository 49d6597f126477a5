import { MessageType, PermissionFlagsBits } from 'discord.js';
import {
  missingAccess,
  missingPermissions,
  unknownChannel,
  unknownMember,
  unknownMessage,
} from './api-errors.ts';
import { Attachments } from './attachments.ts';
import { Commands, type RegisteredCommand } from './commands.ts';
import { EventBus } from './event-bus.ts';
import { InteractionReplies } from './interaction-replies.ts';
import { Interactions } from './interactions.ts';
import {
  type Click,
  type Invocation,
  MemberInteractions,
  type MessageInvocation,
} from './member-interactions.ts';
import { messageBody } from './message-rules.ts';
import { messageView } from './message-view.ts';
import { Messages } from './messages.ts';
import { parseBody } from './parse-body.ts';
import { isThread, isVoice, Places } from './places.ts';
import { Reactions } from './reactions.ts';
import { isSnowflake, Snowflakes } from './snowflake.ts';
import type { Channel, Interaction, Member, MessageView, StoredMessage } from './types.ts';
import { BOT, BOT_PERMISSIONS, CHANNELS, findMember, GUILD, MEMBERS, memberPermissions } from './world.ts';

/** A member's reaction. */
export interface MemberReaction {
  readonly memberId: string;
  readonly messageId: string;
  readonly emoji: string;
  /** A super reaction, which stands beside an ordinary one. */
  readonly burst?: boolean;
}

/** The owner of the bot's application. */
export type ApplicationOwner =
  | { readonly userId: string }
  | { readonly team: readonly { readonly userId: string; readonly role: string; readonly state: 1 | 2 }[] };

/**
 * One Discord server with its rules but without the network: what members can do is a method here, what the bot can
 * do goes through the parts (`store`, `replies`, …) that the REST routes use.
 *
 * Methods of members throw {@link DiscordApiError} as Discord's API would answer their client.
 */
export class LocalDiscord {
  readonly guild = GUILD;
  readonly channels: readonly Channel[] = CHANNELS;
  /** Who the application belongs to: one person, or a team. */
  owner: ApplicationOwner = { userId: GUILD.ownerId };
  /** What is left of the logins that Discord allows a day; `resetAfterMs` is told as it is. */
  logins = { total: 1_000, remaining: 1_000, resetAfterMs: 0 };
  /** Everybody but the bot; the first one is the moderator. */
  readonly members: readonly Member[] = MEMBERS;
  readonly bot: Member = BOT;

  readonly bus = new EventBus();
  readonly places: Places;
  readonly ids: Snowflakes;
  readonly attachments: Attachments;
  readonly store: Messages;
  readonly reactions: Reactions;
  readonly commands: Commands;
  readonly interactions: Interactions;
  readonly replies: InteractionReplies;
  readonly #uses: MemberInteractions;
  #botPermissions = new Map<string, bigint>();
  #online = 0;

  constructor({ now }: { readonly now: () => Date }) {
    const emit = this.bus.emit.bind(this.bus);
    this.ids = new Snowflakes(now);
    this.places = new Places(emit);
    this.attachments = new Attachments(this.ids);
    this.store = new Messages({ now, ids: this.ids, attachments: this.attachments, emit });
    this.reactions = new Reactions(emit);
    this.commands = new Commands(this.ids, () => emit({ type: 'commandsChange' }));
    this.interactions = new Interactions({ now, ids: this.ids, emit });
    this.replies = new InteractionReplies(this.interactions, this.store, this.places);
    this.#uses = new MemberInteractions(this);
  }

  /** Uses a slash command; the id of the interaction, which the bot gets through the gateway. */
  invoke(invocation: Invocation): string {
    return this.#uses.invoke(invocation);
  }

  /** Asks the bot for choices of an option being typed; they arrive in the interaction's `choices`. */
  autocomplete(invocation: Invocation & { readonly focused: string }): string {
    return this.#uses.autocomplete(invocation);
  }

  /** Uses a command of a message's context menu. */
  invokeOnMessage(invocation: MessageInvocation): string {
    return this.#uses.invokeOnMessage(invocation);
  }

  /** Clicks a button or chooses from a menu; the id of the interaction. */
  click(click: Click): string {
    return this.#uses.click(click);
  }

  /** The state of an interaction; also a stale one's, which is failed first. */
  interaction(id: string): Interaction | undefined {
    this.interactions.sweep();
    return this.interactions.find(id);
  }

  /** Waits until the bot has answered for good, or failed to. */
  settled(interactionId: string, timeoutMs?: number): Promise<Interaction> {
    return this.waitFor(() => {
      const found = this.interaction(interactionId);
      return found?.state === 'answered' || found?.state === 'failed' ? found : undefined;
    }, timeoutMs);
  }

  /** Says something in a channel. */
  say({ memberId, channelId, content }: { memberId: string; channelId: string; content: string }): string {
    this.channel(channelId);
    const body = parseBody(messageBody, { content });
    const place = { channelId, authorId: this.member(memberId).id, type: MessageType.Default };
    return this.store.create(place, body).id;
  }

  react({ memberId, messageId, emoji, burst = false }: MemberReaction): void {
    const message = this.visibleMessage(messageId, memberId);
    this.reactions.add(message, emoji, this.member(memberId).id, burst);
  }

  unreact({ memberId, messageId, emoji, burst = false }: MemberReaction): void {
    const message = this.visibleMessage(messageId, memberId);
    this.reactions.remove(message, emoji, this.member(memberId).id, burst);
  }

  /** Removes the bot from a server, which takes the server's own commands along. */
  kickBot(guildId: string): void {
    this.places.leave(guildId);
    this.commands.forget(guildId);
  }

  /** Removes all reactions of a message, as a moderator would. */
  clearReactions(messageId: string): void {
    this.reactions.clear(this.#message(messageId));
  }

  /** Removes everybody's reactions with one emoji, as a moderator would. */
  clearEmoji(messageId: string, emoji: string): void {
    this.reactions.clearEmoji(this.#message(messageId), emoji);
  }

  deleteMessage(messageId: string): void {
    this.store.remove(this.#message(messageId));
  }

  /** Hides an ephemeral message from its owner; the bot is not told, as in Discord. */
  dismiss(messageId: string, memberId: string): void {
    const message = this.visibleMessage(messageId, memberId);
    if (message.ephemeralTo === undefined) throw missingPermissions();
    this.store.remove(message);
  }

  /**
   * Messages of a channel, oldest first, as `viewerId` sees them: others' ephemeral ones are left out.
   * Without a viewer every message is listed.
   */
  messages(channelId: string, viewerId?: string): MessageView[] {
    this.channel(channelId);
    this.interactions.sweep();
    return this.store
      .inChannel(channelId)
      .filter((message) => viewerId === undefined || visible(message, viewerId))
      .map((message) => this.view(message, viewerId));
  }

  /** One message as `viewerId` sees it, `undefined` if they do not. */
  message(messageId: string, viewerId?: string): MessageView | undefined {
    const message = this.store.find(messageId);
    if (message === undefined || (viewerId !== undefined && !visible(message, viewerId))) return undefined;
    return this.view(message, viewerId);
  }

  view(message: StoredMessage, viewerId?: string): MessageView {
    const origin = message.origin && this.interactions.find(message.origin.interactionId);
    const alive = origin?.state === 'deferred' || origin?.state === 'pending';
    return messageView(message, { viewerId, alive });
  }

  /** Commands that Discord would offer this member. */
  offeredCommands(memberId: string): RegisteredCommand[] {
    return this.commands.offered(memberPermissions(this.member(memberId)));
  }

  /** See {@link EventBus.waitFor}. */
  waitFor<T>(probe: () => T, timeoutMs?: number): Promise<Exclude<T, undefined | null | false>> {
    return this.bus.waitFor(probe, timeoutMs);
  }

  /** Whether a bot is connected to the gateway. */
  get botOnline(): boolean {
    return this.#online > 0;
  }

  /** The gateway says that a session came (1) or went (-1). */
  changePresence(by: 1 | -1): void {
    const before = this.botOnline;
    this.#online += by;
    if (this.botOnline !== before) this.bus.emit({ type: 'botPresence', online: this.botOnline });
  }

  /** What the bot may do in a channel; in a thread what it may in the channel around it, unless told. */
  botPermissions(channelId: string): bigint {
    const { parentId = '' } = this.channel(channelId);
    return this.#botPermissions.get(channelId) ?? this.#botPermissions.get(parentId) ?? BOT_PERMISSIONS;
  }

  /** Changes what the bot may do in a channel; it is told by CHANNEL_UPDATE. */
  setBotPermissions(channelId: string, permissions: bigint): void {
    this.#botPermissions.set(this.channel(channelId).id, permissions);
    this.bus.emit({ type: 'channelChange', channelId });
  }

  /** @throws {DiscordApiError} 50001 if the bot cannot see the channel, 50013 if it lacks one of the permissions */
  requireBot(channelId: string, ...permissions: readonly bigint[]): void {
    const has = this.botPermissions(channelId);
    if ((has & PermissionFlagsBits.ViewChannel) === 0n) throw missingAccess();
    if (isVoice(this.channel(channelId)) && (has & PermissionFlagsBits.Connect) === 0n) throw missingAccess();
    if (permissions.some((one) => (has & one) === 0n)) throw missingPermissions();
  }

  /** @throws {DiscordApiError} as {@link requireBot}, 160005 in a locked thread, 50083 in an archived one that is only opened for a new message */
  requireBotToSend(channelId: string): void {
    const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits;
    this.requireBot(channelId, isThread(this.channel(channelId)) ? SendMessagesInThreads : SendMessages);
    this.places.requireOpen(channelId, true);
  }

  /**
   * The person called so, such as `Robin` the moderator.
   * @throws {DiscordApiError} 10007
   */
  memberNamed(name: string): Member {
    const member = this.members.find((one) => one.name === name);
    if (member === undefined) throw unknownMember();
    return member;
  }

  /**
   * The channel called so, such as `music`.
   * @throws {DiscordApiError} 10003
   */
  channelNamed(name: string): Channel {
    const channel = this.channels.find((one) => one.name === name);
    if (channel === undefined) throw unknownChannel();
    return channel;
  }

  /** @throws {DiscordApiError} 10003 */
  channel(channelId: string): Channel {
    return this.places.channel(channelId);
  }

  /** @throws {DiscordApiError} 10008 */
  visibleMessage(messageId: string, viewerId: string): StoredMessage {
    const message = this.#message(messageId);
    if (!visible(message, viewerId)) throw unknownMessage();
    return message;
  }

  #message(messageId: string): StoredMessage {
    const message = isSnowflake(messageId) ? this.store.find(messageId) : undefined;
    if (message === undefined) throw unknownMessage();
    return message;
  }

  /** @throws {DiscordApiError} 10007, also for the bot: only people act here */
  member(memberId: string): Member {
    const member = findMember(memberId);
    if (member === undefined || member.bot) throw unknownMember();
    return member;
  }
}

function visible(message: StoredMessage, viewerId: string): boolean {
  return message.ephemeralTo === undefined || message.ephemeralTo === viewerId;
}
