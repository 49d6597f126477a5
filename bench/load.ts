import { setTimeout as pause } from 'node:timers/promises';
import { MOODS } from '../src/moods.ts';
import type { LocalDiscord } from '../src/playground/state/local-discord.ts';
import type { Channel } from '../src/playground/state/types.ts';

/** An answer that takes longer has failed. */
const ANSWER_MS = 30_000;
/** Room for the emoji of some hundred cards at Discord's 50 requests a second. */
const EMOJI_MS = 300_000;
/** Discord and its clients count a bot's requests by the second. */
const REQUESTS_COUNTED_MS = 1_000;
const SONG = 'https://www.youtube.com/watch?v=';

/** Milliseconds from the moment a command was sent to the bot, as the local Discord sees them. */
export interface Answer {
  /** Until the bot said that it would answer. */
  readonly acknowledged: number;
  /** Until the song was there. */
  readonly card: number;
}

export interface Load {
  /** How many members use the command at the same moment. */
  readonly atOnce: number;
  /** Milliseconds from one such moment to the next; later when answers are still missing. */
  readonly everyMs: number;
  /** Asked before each such moment with how many commands were sent before it. */
  readonly more: (sent: number) => boolean;
}

/** Members use `/mood` in one channel. */
export async function useMood(discord: LocalDiscord, { atOnce, everyMs, more }: Load): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (more(answers.length)) {
    const next = pause(everyMs);
    const asked = Array.from({ length: atOnce }, (_, i) => ask(discord, answers.length + i));
    answers.push(...(await Promise.all(asked)));
    await next;
  }
  return answers;
}

/** Waits until the bot has put all its emoji under all its cards and may send as much as ever again. */
export async function emojiDone(discord: LocalDiscord): Promise<void> {
  const channel = musicChannel(discord);
  await discord.waitFor(
    () =>
      discord.store
        .inChannel(channel.id)
        .every(({ content, reactions }) => !content.includes(SONG) || reactions.length === MOODS.length),
    EMOJI_MS,
  );
  await pause(REQUESTS_COUNTED_MS);
}

/** Where everything happens: commands in one channel have to wait for each other at most. */
export function musicChannel({ channels: [channel] }: LocalDiscord): Channel {
  if (channel === undefined) throw new Error('a Discord without channels');
  return channel;
}

/** Sends one command; moods and members take turns. */
export async function ask(discord: LocalDiscord, turn: number): Promise<Answer> {
  const mood = MOODS[turn % MOODS.length];
  const member = discord.members[turn % discord.members.length];
  if (mood === undefined || member === undefined) throw new Error('a Discord without members');
  let acknowledged = Number.NaN;
  let card = Number.NaN;
  let id = '';
  const unlisten = discord.bus.listen((event) => {
    if (event.type !== 'interactionUpdate' || event.interaction.id !== id) return;
    if (event.interaction.state === 'deferred') acknowledged = performance.now();
    if (event.interaction.state === 'answered') card = performance.now();
  });
  try {
    const channelId = musicChannel(discord).id;
    const sent = performance.now();
    id = discord.invoke({ memberId: member.id, channelId, command: 'mood', options: { mood } });
    const { state, originalId = '' } = await discord.settled(id, ANSWER_MS);
    const content = discord.message(originalId)?.content ?? '';
    if (state !== 'answered' || !content.includes(SONG)) {
      throw new Error(`/mood brought no song (${state}): ${content}`);
    }
    return { acknowledged: acknowledged - sent, card: card - sent };
  } finally {
    unlisten();
  }
}
