import { PermissionFlagsBits } from 'discord.js';
import { afterEach, describe, expect, test } from 'vitest';
import { describeHealth } from '../../src/discord/doctor-text.ts';
import { INVITE_PERMISSIONS, permissionFindings } from '../../src/discord/permissions.ts';
import type { Finding } from '../../src/doctor/doctor.ts';
import { useEmbedded } from '../support/databases.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';
import { createOpenApiValidator } from '../support/openapi.ts';

const validator = await createOpenApiValidator();

const open = useEmbedded();
let bot: LightBot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

async function scene() {
  const started = await startLightBot(await open());
  bot = started;
  return { bot: started, ask: () => started.answer(started.moderator, 'doctor') };
}

describe('/doctor', () => {
  test('tells a moderator, alone, that all is well in this channel, and how the bot is doing', async () => {
    const { bot, ask } = await scene();
    const reply = await ask();
    expect(reply).toMatchObject({ ephemeral: true, components: [] });
    const lines = reply.content.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '**What I may do in this channel**',
      '✅ Everything I need: View Channel, Send Messages, Embed Links, Add Reactions, Read Message History, Attach Files.',
      '**How I am doing**',
    ]);
    const symbols = lines.slice(3).map((line) => line.split(' ')[0]);
    expect(symbols.length).toBeGreaterThan(4);
    expect(symbols).toEqual(symbols.toSorted((a = '', b = '') => '❌⚠️✅'.indexOf(a) - '❌⚠️✅'.indexOf(b)));
    expect(symbols).toContain('⚠️');
    expect(reply.content).toMatch(/⚠️ \*\*YouTube key\*\*/);
    expect(bot.log.lines.filter((line) => line.level >= 40)).toEqual([]);
    expect(bot.playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
  });

  test('names what is missing and what that costs, with a link that gives it', async () => {
    const { bot, ask } = await scene();
    const { AddReactions, AttachFiles } = PermissionFlagsBits;
    const { discord } = bot.playground;
    discord.setBotPermissions(bot.channelId, INVITE_PERMISSIONS & ~(AddReactions | AttachFiles));
    const { content, components } = await ask();
    expect(content.split('\n').slice(0, 6)).toEqual([
      '**What I may do in this channel**',
      '❌ I lack **Add Reactions**: there are no mood emoji under songs, so that members have to find them themselves.',
      '❌ I lack **Attach Files**: `/model report` has to do without its pictures.',
      '✅ I have View Channel, Send Messages, Embed Links, Read Message History.',
      '-# The button below gives me all of them. If one is still missing then, this channel’s own settings take it away.',
      '**How I am doing**',
    ]);
    expect(components).toMatchObject([
      { type: 1, components: [{ type: 2, style: 5, label: 'Invite me again with all permissions' }] },
    ]);
    const [row] = components;
    const [button] = row?.type === 1 ? row.components : [];
    const url = new URL(button !== undefined && 'url' in button ? button.url : '');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: discord.bot.id,
      guild_id: discord.guild.id,
      permissions: String(INVITE_PERMISSIONS),
      scope: 'bot applications.commands',
    });
    expect(bot.playground.requests.flatMap((one) => validator.check(one))).toEqual([]);
  });

  test('in a server that is no control guild it speaks of the channel alone', async () => {
    const { bot, ask } = await scene();
    await bot.restart({ controlGuildIds: ['999999999999999999'] });
    const { content } = await ask();
    expect(content).toMatch(/^\*\*What I may do in this channel\*\*\n✅ Everything I need: [^\n]*$/);
  });

  test('is for moderators', async () => {
    const { bot } = await scene();
    expect(await bot.answer(bot.member, 'doctor')).toMatchObject({
      ephemeral: true,
      content:
        'Only members who may manage this server can ask how I am doing. `/mood` and `/song` are for everybody.',
    });
  });
});

describe('the words about health', () => {
  const none = permissionFindings({ appPermissions: { has: () => false } as never, channel: null });
  const finding = (state: Finding['state'], n: number): Finding => ({
    state,
    title: `Thing ${n}`,
    text: `It is *so* ${'long '.repeat(40)}${n}.`,
  });

  test('fit one message, and what is wrong is never what is left out', () => {
    const findings = [
      ...[1, 2, 3].map((n) => finding('good', n)),
      finding('warning', 4),
      ...[5, 6, 7, 8].map((n) => finding('good', n)),
      finding('bad', 9),
      finding('warning', 10),
    ];
    const text = describeHealth(none, findings);
    expect(text.length).toBeLessThanOrEqual(2_000);
    const order = ['❌ **Thing 9**', '⚠️ **Thing 4**', '⚠️ **Thing 10**'].map((one) => text.indexOf(one));
    expect(order.every((at) => at > 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(
      text.endsWith('✅ All is well with: Thing 1, Thing 2, Thing 3, Thing 5, Thing 6, Thing 7, Thing 8.'),
    ).toBe(true);
    expect(text).toContain('It is \\*so\\* long');
    expect(text.match(/^❌ I lack/gm)).toHaveLength(6);
  });

  test('tell everything where there is room', () => {
    expect(describeHealth([], [finding('good', 1)])).toContain('✅ **Thing 1** It is \\*so\\* long');
  });
});
