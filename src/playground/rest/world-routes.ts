import type { FastifyInstance } from 'fastify';
import {
  apiApplication,
  apiChannel,
  apiGuild,
  apiMember,
  apiRoles,
  apiUser,
  apiUserById,
} from '../api/world-views.ts';
import { unknownGuild, unknownMember, unknownUser } from '../state/api-errors.ts';
import { BOT, CHANNELS, findMember, GUILD, MEMBERS } from '../state/world.ts';
import type { RestContext } from './context.ts';

interface GuildParams {
  Params: { guildId: string; userId: string };
}

/** Who and what is there: users, applications, the guild and its channels, and where the gateway is. */
export function worldRoutes(app: FastifyInstance, { discord, baseUrl }: RestContext): void {
  const gatewayUrl = () => `${baseUrl().replace(/^http/, 'ws')}/gateway`;

  app.get('/gateway', { config: { open: true } }, async () => ({ url: gatewayUrl() }));
  app.get('/gateway/bot', async () => ({
    url: gatewayUrl(),
    shards: 1,
    session_start_limit: {
      total: discord.logins.total,
      remaining: discord.logins.remaining,
      reset_after: discord.logins.resetAfterMs,
      max_concurrency: 1,
    },
  }));

  app.get('/users/@me', async () => ({
    ...apiUser(BOT),
    verified: true,
    mfa_enabled: true,
    locale: GUILD.locale,
  }));
  app.get('/users/@me/guilds', async () =>
    discord.places.guilds.map(({ id, name }) => ({
      id,
      name,
      icon: null,
      banner: null,
      owner: false,
      permissions: '0',
      features: [],
    })),
  );
  app.get<{ Params: { userId: string } }>('/users/:userId', async ({ params }) => {
    if (findMember(params.userId) === undefined) throw unknownUser();
    return apiUserById(params.userId);
  });
  app.get('/oauth2/applications/@me', async () => apiApplication(discord));
  app.get('/applications/@me', async () => apiApplication(discord));

  app.get<GuildParams>('/guilds/:guildId', async ({ params }) => {
    requireGuild(params.guildId);
    return apiGuild();
  });
  app.get<GuildParams>('/guilds/:guildId/channels', async ({ params }) => {
    requireGuild(params.guildId);
    return CHANNELS.map((channel) => apiChannel(discord, channel));
  });
  app.get<GuildParams>('/guilds/:guildId/roles', async ({ params }) => {
    requireGuild(params.guildId);
    return apiRoles();
  });
  app.get<GuildParams>('/guilds/:guildId/members', async ({ params }) => {
    requireGuild(params.guildId);
    return [...MEMBERS, BOT].map(apiMember);
  });
  app.get<GuildParams>('/guilds/:guildId/members/:userId', async ({ params }) => {
    requireGuild(params.guildId);
    const member = findMember(params.userId);
    if (member === undefined) throw unknownMember();
    return apiMember(member);
  });

  app.get<{ Params: { channelId: string } }>('/channels/:channelId', async ({ params }) => {
    const channel = discord.channel(params.channelId);
    discord.requireBot(channel.id);
    return apiChannel(discord, channel);
  });
}

function requireGuild(id: string): void {
  if (id !== GUILD.id) throw unknownGuild();
}
