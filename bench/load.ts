import { setTimeout as pause } from 'node:timers/promises';
import { MOODS } from '../src/moods.ts';
import type { LocalDiscord } from '../src/playground/state/local-discord.ts';
import type { Channel } from '../src/playground/state/types.ts';

/** An answer that takes longer has failed. */
const ANSWER_MS = 30_000;
/** Discord and its clients count a bot's requests by the second. */
const REQUESTS_COUNTED_MS = 1_000;
/** Without a new emoji for so long, none is coming. */
const QUIET_MS = 3_000;
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

/**
 * Members use `/mood` at a fixed rate, whether earlier ones are answered or not. An answer that does not come, or is
 * none, counts as one that takes for ever.
 */
export async function useMoodAtRate(
  discord: LocalDiscord,
  { perSecond, count }: { readonly perSecond: number; readonly count: number },
): Promise<Answer[]> {
  const started = performance.now();
  const asked: Promise<Answer>[] = [];
  for (let turn = 0; turn < count; turn++) {
    await pause(Math.max(0, started + (turn * 1_000) / perSecond - performance.now()));
    asked.push(askOrFail(discord, turn));
  }
  return Promise.all(asked);
}

/** As {@link ask}, with times that never end instead of an error. */
export async function askOrFail(discord: LocalDiscord, turn: number, channelId?: string): Promise<Answer> {
  const never = { acknowledged: Number.POSITIVE_INFINITY, card: Number.POSITIVE_INFINITY };
  return ask(discord, turn, channelId).catch(() => never);
}

/** Waits until the bot has put its emoji under its cards, as far as it does, and may send as much as ever again. */
export async function emojiDone(discord: LocalDiscord): Promise<void> {
  let last = performance.now();
  const unlisten = discord.bus.listen(({ type }) => {
    if (type === 'reactionAdd') last = performance.now();
  });
  try {
    // Of more cards than it keeps up with some go without, so that there is no number to wait for.
    while (performance.now() - last < QUIET_MS) await pause(REQUESTS_COUNTED_MS);
  } finally {
    unlisten();
  }
}

/** Where everything happens: commands in one channel have to wait for each other at most. */
export function musicChannel({ channels: [channel] }: LocalDiscord): Channel {
  if (channel === undefined) throw new Error('a Discord without channels');
  return channel;
}

/** Sends one command, in the music channel unless told; moods and members take turns. */
export async function ask(
  discord: LocalDiscord,
  turn: number,
  channelId: string = musicChannel(discord).id,
): Promise<Answer> {
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
