import { AttachmentBuilder, type ChatInputCommandInteraction, DiscordAPIError } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLiveReply } from '../../src/discord/live-reply.ts';
import { fakeClock, startWithBot } from '../playground/harness.ts';
import { createMemoryLog } from '../support/memory-log.ts';

/** Longer than a live reply waits between two edits. */
const PAUSE_MS = 2_000;

const log = createMemoryLog();

/** An answer whose edits are written down, each after what `beforeEdits` was last given. */
function fakeAnswer() {
  const shown: string[] = [];
  let before = async () => {};
  const editReply = async ({ content }: { content: string }) => {
    await before();
    shown.push(content);
  };
  const interaction = { editReply, channel: null } as unknown as ChatInputCommandInteraction;
  return {
    shown,
    reply: createLiveReply(interaction, log.logger),
    beforeEdits(work: () => Promise<void>) {
      before = work;
    },
  };
}

describe('a live reply', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('shows only the latest of quick updates', async () => {
    const { shown, reply } = fakeAnswer();
    for (let n = 1; n <= 5; n++) {
      reply.update(`${n}`);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(shown).toEqual([]);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(shown).toEqual(['5']);
    await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
    expect(shown).toEqual(['5']);
    reply.update('6');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(shown).toEqual(['5', '6']);
  });

  test('shows nothing after the end, neither what was waiting nor what comes later', async () => {
    const { shown, reply } = fakeAnswer();
    reply.update('waiting');
    await reply.finish('the end');
    reply.update('later');
    await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
    expect(shown).toEqual(['the end']);
  });

  test('shows the end after an edit that is still under way', async () => {
    const { shown, reply, beforeEdits } = fakeAnswer();
    const gate = Promise.withResolvers<void>();
    beforeEdits(() => gate.promise);
    reply.update('under way');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    beforeEdits(async () => {});
    const finished = reply.finish('the end');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(shown).toEqual([]);
    gate.resolve();
    await finished;
    expect(shown).toEqual(['under way', 'the end']);
  });

  test('goes on after an edit that failed', async () => {
    const { shown, reply, beforeEdits } = fakeAnswer();
    beforeEdits(() => Promise.reject(new Error('refused')));
    reply.update('lost');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    await log.waitFor('progress could not be shown');
    beforeEdits(async () => {});
    reply.update('shown');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    await reply.finish('the end');
    expect(shown).toEqual(['shown', 'the end']);
  });

  test.each([
    [50083, 'Thread is archived'],
    [160005, 'Thread is locked'],
  ])('ends after one refusal by a closed thread (%i), without a word of error', async (code, message) => {
    const { reply, beforeEdits } = fakeAnswer();
    let edits = 0;
    beforeEdits(() => {
      edits += 1;
      return Promise.reject(new DiscordAPIError({ code, message }, code, 400, 'PATCH', '', {}));
    });
    const before = log.lines.length;
    reply.update('some');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    reply.update('more');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    await reply.finish('the end');
    expect(edits).toBe(1);
    expect(log.lines.slice(before).map(({ level }) => level)).toEqual([30]);
  });
});

test('a reply that takes longer than Discord’s fifteen minutes ends in the channel', async () => {
  const clock = fakeClock();
  const finished = Promise.withResolvers<void>();
  const { discord } = await startWithBot(
    async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      const reply = createLiveReply(interaction, log.logger);
      clock.advance(15 * 60_000);
      const picture = new AttachmentBuilder(Buffer.from('x'), { name: 'x.png' });
      finished.resolve(reply.finish('**the end** @everyone', [picture]));
    },
    { now: clock.now },
  );
  const channelId = discord.channelNamed('music').id;
  discord.invoke({
    memberId: discord.memberNamed('Ada').id,
    channelId,
    command: 'mood',
    options: { mood: 'chill' },
  });
  await finished.promise;
  const [first, ...others] = discord.messages(channelId).filter((one) => one.content !== '');
  expect(first?.content).toBe('**the end** @everyone');
  expect(first).toMatchObject({ ephemeral: false, attachments: [{ filename: 'x.png' }] });
  expect(others).toEqual([]);
});
