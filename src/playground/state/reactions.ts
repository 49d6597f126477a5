import { tooManyReactions, unknownEmoji, unknownMessage } from './api-errors.ts';
import { isUnicodeEmoji } from './emoji.ts';
import { compareIds } from './snowflake.ts';
import type { LocalEvent, StoredMessage, StoredReaction } from './types.ts';

/** Different emoji a message can carry. */
const MAX_EMOJI = 20;

/** Adding and removing reactions; every change is announced by `emit`. A super reaction stands beside an ordinary one. */
export class Reactions {
  readonly #emit: (event: LocalEvent) => void;

  constructor(emit: (event: LocalEvent) => void) {
    this.#emit = emit;
  }

  /**
   * Adds a reaction; nothing happens if it is there already.
   * @throws {DiscordApiError} 10008 for an ephemeral message, 10014, 30010
   */
  add(message: StoredMessage, emoji: string, userId: string, burst = false): void {
    if (message.ephemeralTo !== undefined) throw unknownMessage();
    if (!isUnicodeEmoji(emoji)) throw unknownEmoji();
    let reaction = message.reactions.find((one) => one.emoji === emoji);
    if (reaction && usersOf(reaction, burst).includes(userId)) return;
    if (reaction === undefined) {
      if (message.reactions.length >= MAX_EMOJI) throw tooManyReactions();
      reaction = { emoji, userIds: [] };
      message.reactions.push(reaction);
    }
    setUsers(reaction, burst, [...usersOf(reaction, burst), userId]);
    this.#emit({ type: 'reactionAdd', message, emoji, userId, burst });
  }

  /** Removes a reaction; nothing happens if it is not there. */
  remove(message: StoredMessage, emoji: string, userId: string, burst = false): void {
    const reaction = message.reactions.find((one) => one.emoji === emoji);
    if (reaction === undefined || !usersOf(reaction, burst).includes(userId)) return;
    setUsers(
      reaction,
      burst,
      usersOf(reaction, burst).filter((id) => id !== userId),
    );
    if (reaction.userIds.length + usersOf(reaction, true).length === 0) {
      message.reactions = message.reactions.filter((one) => one !== reaction);
    }
    this.#emit({ type: 'reactionRemove', message, emoji, userId, burst });
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
  users(
    message: StoredMessage,
    emoji: string,
    page: { after?: string; limit: number; burst?: boolean },
  ): string[] {
    if (!isUnicodeEmoji(emoji)) throw unknownEmoji();
    const reaction = message.reactions.find((one) => one.emoji === emoji);
    const ids = reaction === undefined ? [] : usersOf(reaction, page.burst === true);
    const { after } = page;
    return [...ids]
      .sort(compareIds)
      .filter((id) => after === undefined || compareIds(id, after) > 0)
      .slice(0, page.limit);
  }
}

function usersOf(reaction: StoredReaction, burst: boolean): readonly string[] {
  return burst ? (reaction.superUserIds ?? []) : reaction.userIds;
}

function setUsers(reaction: StoredReaction, burst: boolean, ids: string[]): void {
  if (burst) reaction.superUserIds = ids;
  else reaction.userIds = ids;
}
