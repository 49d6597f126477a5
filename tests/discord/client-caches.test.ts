import { Client } from 'discord.js';
import { expect, test } from 'vitest';
import { CLIENT_CACHES } from '../../src/discord/client-caches.ts';

test('of what a server brings only what the client needs stays in memory', () => {
  const client = new Client({ intents: [], makeCache: CLIENT_CACHES });
  const many = <T>(make: (id: string) => T) => Array.from({ length: 100 }, (_, n) => make(String(1_000 + n)));
  // As GUILD_CREATE does.
  const guild = Reflect.get(client.guilds, '_add').call(client.guilds, {
    id: '1',
    name: 'Large',
    emojis: many((id) => ({ id, name: 'one' })),
    stickers: many((id) => ({ id, name: 'one', guild_id: '1' })),
    members: many((id) => ({ user: { id, username: 'ada' }, roles: [], joined_at: null })),
    stage_instances: many((id) => ({ id, guild_id: '1', channel_id: id })),
    presences: [],
    voice_states: many((id) => ({ user_id: id, channel_id: '5' })),
    guild_scheduled_events: many((id) => ({ id, guild_id: '1' })),
    roles: [{ id: '1', name: '@everyone', permissions: '0' }],
    channels: [{ id: '5', type: 0, name: 'music', permission_overwrites: [] }],
    threads: [],
  });
  const sizes = [
    guild.emojis,
    guild.stickers,
    guild.stageInstances,
    guild.voiceStates,
    guild.scheduledEvents,
    guild.invites,
    guild.bans,
  ].map(({ cache }) => cache.size);
  expect(sizes).toEqual([0, 0, 0, 0, 0, 0, 0]);
  expect(guild.members.cache.size).toBeLessThanOrEqual(10);
  expect(client.users.cache.size).toBeLessThanOrEqual(10);
  expect([guild.channels.cache.size, guild.roles.cache.size]).toEqual([1, 1]);
});
