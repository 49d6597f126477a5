import { MessageFlags, MessageType, InteractionResponseType as Reply } from 'discord.js';
import { z } from 'zod';
import { alreadyAcknowledged, invalidFormBody, unknownMessage } from './api-errors.ts';
import type { UploadedFile } from './attachments.ts';
import type { Interactions } from './interactions.ts';
import { type MessageBody, messageBody } from './message-rules.ts';
import type { Messages } from './messages.ts';
import { parseBody } from './parse-body.ts';
import type { Places } from './places.ts';
import type { Interaction, StoredMessage } from './types.ts';
import { BOT } from './world.ts';

const callbackBody = z.looseObject({ type: z.int(), data: z.unknown().optional() });
const choices = z.looseObject({
  choices: z
    .array(
      z.looseObject({ name: z.string().min(1).max(100), value: z.union([z.string().max(100), z.number()]) }),
    )
    .max(25),
});

/** What a callback did; `message` is absent where Discord gives none back. */
export interface CallbackResult {
  readonly interaction: Interaction;
  readonly type: number;
  readonly message?: StoredMessage;
}

/** A bot's answers to interactions: the callback, and the webhook of the interaction's token. */
export class InteractionReplies {
  readonly #interactions: Interactions;
  readonly #messages: Messages;
  readonly #places: Places;

  constructor(interactions: Interactions, messages: Messages, places: Places) {
    this.#interactions = interactions;
    this.#messages = messages;
    this.#places = places;
  }

  /**
   * The first answer.
   * @throws {DiscordApiError} 10062, 40060, 50035, 50006
   */
  callback(id: string, token: string, body: unknown, files: readonly UploadedFile[]): CallbackResult {
    const interaction = this.#interactions.forCallback(id, token);
    if (interaction.state !== 'pending') throw alreadyAcknowledged();
    this.#places.requireOpen(interaction.channelId, true);
    const { type, data } = parseBody(callbackBody, body);
    switch (type) {
      case Reply.ChannelMessageWithSource:
        return this.#answer(interaction, type, parseBody(messageBody, data ?? {}), files);
      case Reply.DeferredChannelMessageWithSource:
        return this.#defer(interaction, type, parseBody(messageBody, data ?? {}));
      case Reply.DeferredMessageUpdate:
      case Reply.UpdateMessage:
        return this.#update(interaction, type, parseBody(messageBody, data ?? {}), files);
      case Reply.ApplicationCommandAutocompleteResult: {
        const list = parseBody(choices, data).choices;
        this.#interactions.settle(interaction, { state: 'answered', choices: list });
        return { interaction, type };
      }
      default:
        throw invalidFormBody([
          {
            path: ['type'],
            code: 'BASE_TYPE_CHOICES',
            message: 'Not a type of answer that the playground knows.',
          },
        ]);
    }
  }

  /**
   * A further message. As in Discord, the first one after a mere deferral becomes the deferred answer itself.
   * @throws {DiscordApiError} 50027, 10015, 50035, 50006
   */
  followUp(token: string, body: unknown, files: readonly UploadedFile[]): StoredMessage {
    const interaction = this.#interactions.forWebhook(token);
    this.#places.requireOpen(interaction.channelId, true);
    const parsed = parseBody(messageBody, body);
    if (interaction.state === 'deferred') return this.editMessage(token, '@original', body, files);
    return this.#post(interaction, parsed, files, parsed.flags ?? 0);
  }

  /** @throws {DiscordApiError} 50027, 10015, 10008 */
  getMessage(token: string, messageId: string): StoredMessage {
    return this.#own(this.#interactions.forWebhook(token), messageId);
  }

  /** @throws {DiscordApiError} 50027, 10015, 10008, 50035, 50006 */
  editMessage(
    token: string,
    messageId: string,
    body: unknown,
    files: readonly UploadedFile[],
  ): StoredMessage {
    const interaction = this.#interactions.forWebhook(token);
    const message = this.#own(interaction, messageId);
    this.#places.requireOpen(interaction.channelId);
    const edited = this.#messages.edit(message, parseBody(messageBody, body), files);
    if (interaction.state === 'deferred' && message.id === interaction.originalId) {
      this.#interactions.settle(interaction, { state: 'answered' });
    }
    return edited;
  }

  /** @throws {DiscordApiError} 50027, 10015, 10008 */
  deleteMessage(token: string, messageId: string): void {
    const interaction = this.#interactions.forWebhook(token);
    const message = this.#own(interaction, messageId);
    this.#messages.remove(message);
    interaction.messageIds = interaction.messageIds.filter((id) => id !== message.id);
    if (interaction.state === 'deferred') this.#interactions.settle(interaction, { state: 'answered' });
  }

  #answer(
    interaction: Interaction,
    type: number,
    body: MessageBody,
    files: readonly UploadedFile[],
  ): CallbackResult {
    const message = this.#post(interaction, body, files, body.flags ?? 0);
    this.#interactions.settle(interaction, { state: 'answered', originalId: message.id });
    return { interaction, type, message };
  }

  #defer(interaction: Interaction, type: number, body: MessageBody): CallbackResult {
    const flags = ((body.flags ?? 0) & MessageFlags.Ephemeral) | MessageFlags.Loading;
    const message = this.#post(interaction, {}, [], flags);
    this.#interactions.settle(interaction, { state: 'deferred', originalId: message.id });
    return { interaction, type, message };
  }

  #update(
    interaction: Interaction,
    type: number,
    body: MessageBody,
    files: readonly UploadedFile[],
  ): CallbackResult {
    const message = interaction.messageId && this.#messages.find(interaction.messageId);
    if (!message) throw unknownMessage();
    if (type === Reply.UpdateMessage) this.#messages.edit(message, body, files);
    interaction.messageIds.push(message.id);
    this.#interactions.settle(interaction, { state: 'answered', originalId: message.id });
    return { interaction, type, message };
  }

  #post(
    interaction: Interaction,
    body: MessageBody,
    files: readonly UploadedFile[],
    flags: number,
  ): StoredMessage {
    const ephemeral = (flags & MessageFlags.Ephemeral) !== 0;
    const first = interaction.originalId === undefined;
    const replyTo = first ? interaction.messageId : interaction.originalId;
    const message = this.#messages.create(
      {
        channelId: interaction.channelId,
        authorId: BOT.id,
        type: first && interaction.kind === 'command' ? MessageType.ChatInputCommand : MessageType.Reply,
        flags: flags & (MessageFlags.Ephemeral | MessageFlags.Loading),
        origin: {
          interactionId: interaction.id,
          type: interaction.kind === 'command' ? 2 : 3,
          userId: interaction.memberId,
          name: interaction.text,
        },
        ...(ephemeral && { ephemeralTo: interaction.memberId }),
        ...(replyTo !== undefined && { replyTo }),
      },
      body,
      files,
    );
    interaction.messageIds.push(message.id);
    return message;
  }

  #own(interaction: Interaction, messageId: string): StoredMessage {
    const id = messageId === '@original' ? interaction.originalId : messageId;
    const found = id !== undefined && interaction.messageIds.includes(id) && this.#messages.find(id);
    if (!found) throw unknownMessage();
    return found;
  }
}
