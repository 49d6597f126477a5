import { PermissionFlagsBits } from 'discord.js';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { MOOD_INFO } from '../../src/moods.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { addModel, addSongs, leaning } from '../support/fixtures.ts';
import { type LightBot, startLightBot } from '../support/light-bot.ts';

const URL = /https:\/\/www\.youtube\.com\/watch\?v=[\w-]{11}/g;

describeEachDatabase('/mood', (open) => {
  let bot: LightBot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  async function withSongs(count: number, title = (n: number) => `Song ${n}`) {
    const database = await open();
    const ids = await addSongs(database.db, count, (n) => ({ title: title(n) }));
    await addModel(database.db, Object.fromEntries(ids.map((id) => [id, leaning('chill', 0.9)])));
    bot = await startLightBot(database);
    return { bot, database, db: database.db, discord: bot.playground.discord };
  }

  test('several songs are several cards, each with one link that plays and its own row', async () => {
    const { bot, db, discord } = await withSongs(5);
    await bot.command(bot.member, 'mood', { mood: 'chill', count: 3 });
    const cards = await discord.waitFor(() => {
      const messages = bot.messages();
      return messages.length === 3 && messages.every((one) => one.reactions.length === 6)
        ? messages
        : undefined;
    }, 20_000);
    const links = cards.flatMap((card) => card.content.match(URL) ?? []);
    expect(new Set(links).size).toBe(3);
    expect(links.length).toBe(3);
    const rows = await db.selectFrom('cards').select('message_id').execute();
    expect(rows.map((row) => row.message_id).sort()).toEqual(cards.map((card) => card.id).sort());
    const posts = bot.playground.requests.filter(
      (one) => one.method === 'POST' && one.path.endsWith('/messages'),
    );
    expect(posts.length).toBe(2);
    for (const { body } of posts) {
      expect(body).toMatchObject({ enforce_nonce: true, allowed_mentions: { parse: [] } });
      expect(body).toHaveProperty('nonce');
    }
  });

  test('an answer of Discord that got lost shows no song twice', async () => {
    const { bot, discord } = await withSongs(5);
    bot.playground.faults.next({ method: 'POST', path: /messages$/, when: 'after', status: 503 });
    await bot.command(bot.member, 'mood', { mood: 'chill', count: 2 });
    await discord.waitFor(
      () => bot.messages().length >= 2 && bot.messages().every((one) => one.reactions.length === 6),
      20_000,
    );
    expect(bot.messages().length).toBe(2);
  });

  test('an acknowledgement whose answer got lost is still an acknowledgement', async () => {
    const { bot, discord } = await withSongs(1);
    bot.playground.faults.next({ method: 'POST', path: /callback$/, when: 'after', status: 503 });
    const { originalId = '' } = await bot.command(bot.member, 'mood', { mood: 'chill' });
    await discord.waitFor(() => discord.message(originalId)?.reactions.length === 6, 20_000);
    expect(discord.message(originalId)?.content).toMatch(URL);
  });

  test('a title is shown as text, whatever is in it', async () => {
    const { bot, discord } = await withSongs(
      1,
      () => '**@everyone** <@1> https://example.org [x](https://example.org)',
    );
    const { originalId = '' } = await bot.command(bot.member, 'mood', { mood: 'chill' });
    const { content } = discord.message(originalId) ?? { content: '' };
    expect(content.match(/(?<![\\<])https?:\/\//g)).toEqual(['https://']);
    expect(content).not.toMatch(/@everyone|(?<!\\)<@/);
    const edit = await discord.waitFor(() => bot.playground.requests.find((one) => one.method === 'PATCH'));
    expect(edit.body).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  test('an unknown mood is explained to the member alone', async () => {
    const { bot, discord } = await withSongs(1);
    const { originalId = '' } = await bot.command(bot.member, 'mood', { mood: 'sleepy' });
    const reply = discord.message(originalId);
    expect(reply).toMatchObject({ ephemeral: true });
    expect(reply?.content).toContain('`chill`');
    expect(bot.log.lines.filter((line) => line.level >= 50)).toEqual([]);
  });

  test('an empty catalogue is explained to the member alone, and nothing stays behind in the channel', async () => {
    const { bot, discord } = await withSongs(0);
    await bot.command(bot.member, 'mood', { mood: 'chill' });
    const [reply, ...others] = await discord.waitFor(() => {
      const seen = bot.messages(bot.member);
      return seen.some((one) => one.ephemeral) ? seen : undefined;
    });
    expect(others).toEqual([]);
    expect(reply?.content).toContain('no song for “Chill” yet');
  });

  test('a fault of ours gets a private reply with the id that the log has, and the bot goes on', async () => {
    const { bot, db, discord } = await withSongs(1);
    await sql`alter table cards rename to cards_away`.execute(db);
    await bot.command(bot.member, 'mood', { mood: 'chill' });
    const reply = await discord.waitFor(() => bot.messages(bot.member).find((one) => one.ephemeral));
    const [failure] = await bot.log.waitFor('a command failed');
    expect(reply.content).toContain(`\`${failure?.errorId}\``);
    expect(reply.content).not.toContain('cards');
    expect(bot.messages().filter((one) => !one.ephemeral)).toEqual([]);
    await sql`alter table cards_away rename to cards`.execute(db);
    const { originalId = '' } = await bot.command(bot.member, 'mood', { mood: 'chill' });
    expect(discord.message(originalId)?.content).toMatch(URL);
  });

  test('a reaction that is faster than our bookkeeping is counted', async () => {
    const { bot, db, discord } = await withSongs(3);
    const { emoji } = MOOD_INFO.sad;
    discord.bus.listen((event) => {
      if (event.type !== 'messageCreate' || event.message.authorId !== discord.bot.id) return;
      discord.react({ memberId: bot.moderator.id, messageId: event.message.id, emoji });
    });
    await bot.command(bot.member, 'mood', { mood: 'chill', count: 3 });
    await bot.log.waitFor('vote committed', 3);
    expect((await db.selectFrom('votes').selectAll().execute()).length).toBe(3);
  });

  test('missing permissions are named to the member, and the song is shown all the same', async () => {
    const { bot, discord } = await withSongs(1);
    const all = discord.botPermissions(bot.channelId);
    discord.setBotPermissions(bot.channelId, all & ~PermissionFlagsBits.AddReactions);
    await bot.command(bot.member, 'mood', { mood: 'chill' });
    const hint = await discord.waitFor(() => bot.messages(bot.member).find((one) => one.ephemeral));
    expect(hint.content).toContain('**Add Reactions**');
    expect(bot.messages().find((one) => !one.ephemeral)?.content).toMatch(URL);
    await bot.log.waitFor('no mood emoji on this card: Discord does not allow it');
  });

  test('the commands are sent again only when they changed, and control commands only to control guilds', async () => {
    const { bot, discord } = await withSongs(0);
    const puts = () =>
      bot.playground.requests.filter((one) => one.method === 'PUT' && one.path.endsWith('/commands'));
    expect(puts().map((one) => one.path)).toEqual([`/applications/${discord.bot.id}/commands`]);
    await bot.restart();
    expect(puts().length).toBe(1);
    await bot.restart({ controlGuildIds: [discord.guild.id, '999999999999999999'] });
    expect(discord.commands.list({ applicationId: discord.bot.id }).map((one) => one.name)).toEqual([
      'mood',
      'song',
      'suggest',
      'model',
      'doctor',
    ]);
    const here = { applicationId: discord.bot.id, guildId: discord.guild.id };
    expect(discord.commands.list(here).map((one) => one.name)).toEqual(['retrain', 'sources', 'ingest']);
    expect(await bot.log.waitFor('the commands of this control guild could not be registered')).toHaveLength(
      1,
    );
    await bot.restart();
    expect(discord.commands.list(here)).toEqual([]);
    expect(discord.commands.list({ applicationId: discord.bot.id }).length).toBe(8);
  });

  test('/retrain outside the control guilds is turned down by the handler too', async () => {
    const { bot, discord } = await withSongs(0);
    const declared = discord.commands.list({ applicationId: discord.bot.id });
    await bot.restart({ controlGuildIds: ['999999999999999999'] });
    discord.commands.overwrite({ applicationId: discord.bot.id }, declared);
    const { originalId = '' } = await bot.command(bot.moderator, 'retrain');
    expect(discord.message(originalId)).toMatchObject({ ephemeral: true });
    expect(discord.message(originalId)?.content).toContain('This is not one of them');
  });
});
