import {
  type APIAttachment,
  type APIEmbed,
  type APIMessageTopLevelComponent,
  EmbedType,
  MessageFlags,
} from 'discord.js';
import { emptyMessage, unknownMessage } from './api-errors.ts';
import type { Attachments, UploadedFile } from './attachments.ts';
import type { MessageBody } from './message-rules.ts';
import type { Snowflakes } from './snowflake.ts';
import type { LocalEvent, MessageOrigin, StoredMessage } from './types.ts';

/** How many messages a channel keeps. */
const MAX_PER_CHANNEL = 500;
/** How long a message is kept: texts of others in it, as of songs, must not be kept for 30 days. */
const KEPT_MS = 28 * 24 * 60 * 60_000;
/** How long Discord remembers a nonce; its documentation says "the past few minutes". */
const NONCE_MS = 5 * 60_000;
/** Flags that the sender of a message may set. */
const SETTABLE = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications;

export interface MessagesDeps {
  readonly now: () => Date;
  readonly ids: Snowflakes;
  readonly attachments: Attachments;
  readonly emit: (event: LocalEvent) => void;
}

/** Everything about a new message but its body. */
export interface Placement {
  readonly channelId: string;
  readonly authorId: string;
  readonly type: number;
  readonly flags?: number;
  readonly origin?: MessageOrigin;
  readonly ephemeralTo?: string;
  readonly replyTo?: string;
}

/** The messages of all channels, oldest first. */
export class Messages {
  readonly #deps: MessagesDeps;
  #all: StoredMessage[] = [];

  constructor(deps: MessagesDeps) {
    this.#deps = deps;
  }

  /** Messages of a channel, ephemeral ones included. */
  inChannel(channelId: string): StoredMessage[] {
    return this.#all.filter((message) => message.channelId === channelId);
  }

  /** Any message, ephemeral ones included. */
  find(id: string): StoredMessage | undefined {
    return this.#all.find((message) => message.id === id);
  }

  /**
   * A message as the channel's routes know it: ephemeral ones are not there.
   * @throws {DiscordApiError} 10008
   */
  get(channelId: string, id: string): StoredMessage {
    const message = this.find(id);
    if (message?.channelId !== channelId || message.ephemeralTo !== undefined) throw unknownMessage();
    return message;
  }

  /**
   * Adds a message. With `enforce_nonce`, the author's message of the last minutes with that nonce is returned instead.
   * @throws {DiscordApiError} 50006 when nothing would be shown
   */
  create(place: Placement, body: MessageBody, files: readonly UploadedFile[] = []): StoredMessage {
    const twin = body.enforce_nonce ? this.#withNonce(place.authorId, body.nonce) : undefined;
    if (twin !== undefined) return twin;
    const flags = (place.flags ?? 0) | ((body.flags ?? 0) & SETTABLE);
    const message: StoredMessage = {
      id: this.#deps.ids.next(),
      ...place,
      flags,
      content: body.content ?? '',
      embeds: asEmbeds(body),
      components: asComponents(body),
      attachments: [],
      createdAt: this.#deps.now().getTime(),
      editedAt: null,
      reactions: [],
      ...(body.nonce != null && { nonce: body.nonce }),
      ...(body.message_reference && { replyTo: body.message_reference.message_id }),
    };
    if ((flags & MessageFlags.Loading) === 0) assertShows(message, files);
    message.attachments = this.#storeFiles(body, files);
    this.#all.push(message);
    this.#prune(message.channelId);
    this.#deps.emit({ type: 'messageCreate', message });
    return message;
  }

  /**
   * Changes what the body names. The first edit of a deferred answer is its content, not an edit.
   * @throws {DiscordApiError} 50006
   */
  edit(message: StoredMessage, body: MessageBody, files: readonly UploadedFile[] = []): StoredMessage {
    const wasLoading = (message.flags & MessageFlags.Loading) !== 0;
    const kept = this.#keptAttachments(message, body);
    const next = {
      content: body.content === undefined ? message.content : (body.content ?? ''),
      embeds: body.embeds === undefined ? message.embeds : asEmbeds(body),
      components: body.components === undefined ? message.components : asComponents(body),
      attachments: kept,
    };
    assertShows(next, files);
    this.#deps.attachments.forget(message.attachments.filter((one) => !kept.includes(one)));
    Object.assign(message, next);
    message.attachments = [...kept, ...this.#storeFiles(body, files)];
    if (body.flags != null) message.flags = (message.flags & ~SETTABLE) | (body.flags & SETTABLE);
    message.flags &= ~MessageFlags.Loading;
    if (!wasLoading) message.editedAt = this.#deps.now().getTime();
    this.#deps.emit({ type: 'messageUpdate', message });
    return message;
  }

  remove(message: StoredMessage): void {
    this.#all = this.#all.filter((one) => one !== message);
    this.#deps.attachments.forget(message.attachments);
    this.#deps.emit({ type: 'messageDelete', message });
  }

  toJSON(): StoredMessage[] {
    return this.#all;
  }

  load(messages: readonly StoredMessage[]): void {
    this.#all = [...messages];
  }

  /** What is older than this, in milliseconds since 1970, is not kept. */
  keptSince(): number {
    return this.#deps.now().getTime() - KEPT_MS;
  }

  /** Removes what has been kept long enough, edited since or not. */
  removeOld(): void {
    const since = this.keptSince();
    for (const message of this.#all.filter(({ createdAt }) => createdAt < since)) this.remove(message);
  }

  #withNonce(authorId: string, nonce: MessageBody['nonce']): StoredMessage | undefined {
    if (nonce == null) return undefined;
    const since = this.#deps.now().getTime() - NONCE_MS;
    return this.#all.find(
      (one) => one.authorId === authorId && one.createdAt >= since && String(one.nonce) === String(nonce),
    );
  }

  #keptAttachments(message: StoredMessage, body: MessageBody): APIAttachment[] {
    if (body.attachments === undefined) return message.attachments;
    const wanted = new Set((body.attachments ?? []).map(({ id }) => String(id)));
    return message.attachments.filter(({ id }) => wanted.has(id));
  }

  #storeFiles(body: MessageBody, files: readonly UploadedFile[]): APIAttachment[] {
    return files.map((file) => {
      const about = body.attachments?.find(({ id }) => String(id) === String(file.index));
      const description = about?.description;
      return this.#deps.attachments.store(file, typeof description === 'string' ? description : undefined);
    });
  }

  #prune(channelId: string): void {
    const surplus = new Set(this.inChannel(channelId).slice(0, -MAX_PER_CHANNEL));
    if (surplus.size === 0) return;
    this.#all = this.#all.filter((message) => !surplus.has(message));
    for (const message of surplus) this.#deps.attachments.forget(message.attachments);
  }
}

// The body was checked against the rules that matter; Discord's types are stricter about the rest.
function asEmbeds(body: MessageBody): APIEmbed[] {
  return (body.embeds ?? []).map((embed) => ({ ...(embed as APIEmbed), type: EmbedType.Rich }));
}

function asComponents(body: MessageBody): APIMessageTopLevelComponent[] {
  return (body.components ?? []) as unknown as APIMessageTopLevelComponent[];
}

function assertShows(
  message: Pick<StoredMessage, 'content' | 'embeds' | 'components' | 'attachments'>,
  files: readonly UploadedFile[],
): void {
  const { content, embeds, components, attachments } = message;
  const parts = embeds.length + components.length + attachments.length + files.length;
  if (content.trim() === '' && parts === 0) throw emptyMessage();
}
