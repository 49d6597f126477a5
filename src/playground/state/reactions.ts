import { tooManyReactions, unknownEmoji, unknownMessage } from './api-errors.ts';
import { isUnicodeEmoji } from './emoji.ts';
import { compareIds } from './snowflake.ts';
import type { LocalEvent, StoredMessage } from './types.ts';

/** Different emoji a message can carry. */
const MAX_EMOJI = 20;

/** Adding and removing reactions; every change is announced by `emit`. */
export class Reactions {
  readonly #emit: (event: LocalEvent) => void;

  constructor(emit: (event: LocalEvent) => void) {
    this.#emit = emit;
  }

  /**
   * Adds a reaction; nothing happens if it is there already.
   * @throws {DiscordApiError} 10008 for an ephemeral message, 10014, 30010
   */
  add(message: StoredMessage, emoji: string, userId: string): void {
    if (message.ephemeralTo !== undefined) throw unknownMessage();
    if (!isUnicodeEmoji(emoji)) throw unknownEmoji();
    let reaction = message.reactions.find((one) => one.emoji === emoji);
    if (reaction?.userIds.includes(userId)) return;
    if (reaction === undefined) {
      if (message.reactions.length >= MAX_EMOJI) throw tooManyReactions();
      reaction = { emoji, userIds: [] };
      message.reactions.push(reaction);
    }
    reaction.userIds.push(userId);
    this.#emit({ type: 'reactionAdd', message, emoji, userId });
  }

  /** Removes a reaction; nothing happens if it is not there. */
  remove(message: StoredMessage, emoji: string, userId: string): void {
    const reaction = message.reactions.find((one) => one.emoji === emoji);
    if (!reaction?.userIds.includes(userId)) return;
    reaction.userIds = reaction.userIds.filter((id) => id !== userId);
    if (reaction.userIds.length === 0) {
      message.reactions = message.reactions.filter((one) => one !== reaction);
    }
    this.#emit({ type: 'reactionRemove', message, emoji, userId });
  }

  clear(message: StoredMessage): void {
    message.reactions = [];
    this.#emit({ type: 'reactionsClear', message });
  }

  /** @throws {DiscordApiError} 10014 when nobody used that emoji */
  clearEmoji(message: StoredMessage, emoji: string): void {
    if (!message.reactions.some((one) => one.emoji === emoji)) throw unknownEmoji();
    message.reactions = message.reactions.filter((one) => one.emoji !== emoji);
    this.#emit({ type: 'reactionsClearEmoji', message, emoji });
  }

  /**
   * A page of those who used an emoji, by ascending id as Discord lists them.
   * @throws {DiscordApiError} 10014
   */
  users(message: StoredMessage, emoji: string, page: { after?: string; limit: number }): string[] {
    if (!isUnicodeEmoji(emoji)) throw unknownEmoji();
    const ids = message.reactions.find((one) => one.emoji === emoji)?.userIds ?? [];
    const { after } = page;
    return [...ids]
      .sort(compareIds)
      .filter((id) => after === undefined || compareIds(id, after) > 0)
      .slice(0, page.limit);
  }
}
