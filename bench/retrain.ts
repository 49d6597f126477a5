import type { LocalDiscord } from '../src/playground/state/local-discord.ts';

const RETRAIN_MS = 300_000;
/** What the answer shows while the work goes on: a stage, and how far it has come. */
const PROGRESS = /^$|…( \d+ %)?$/;
const RESULT = /\*\*(Done: m|M)odel \d+/;

/**
 * The moderator uses `/retrain`; resolves when the answer shows its result.
 * @param withinMs a retrain that takes longer has failed
 * @returns seconds from the command to the result.
 */
export async function retrain(discord: LocalDiscord, withinMs = RETRAIN_MS): Promise<number> {
  const moderator = discord.members.find((member) => member.moderator);
  if (moderator === undefined) throw new Error('a Discord without a moderator');
  // Not where members ask for songs: the local Discord forgets the older messages of a busy channel.
  const channel = discord.channels.at(-1);
  if (channel === undefined) throw new Error('a Discord without channels');
  const started = performance.now();
  const command = { memberId: moderator.id, channelId: channel.id, command: 'retrain' };
  const id = discord.invoke(command);
  const content = await discord.waitFor(() => {
    const answer = discord.message(discord.interaction(id)?.originalId ?? '');
    return answer === undefined || PROGRESS.test(answer.content) ? undefined : answer.content;
  }, withinMs);
  if (!RESULT.test(content)) throw new Error(`/retrain failed: ${content}`);
  return (performance.now() - started) / 1000;
}
