import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { errorStatus } from '../error-status.ts';
import { notFound, unknownMember } from '../state/api-errors.ts';
import { DiscordApiError } from '../state/discord-api-error.ts';
import type { LocalDiscord } from '../state/local-discord.ts';
import { BOT, findMember, memberView } from '../state/world.ts';
import { avatarSvg } from './avatars.ts';
import { pageActions } from './page-actions.ts';
import { pageFiles } from './page-files.ts';
import { streamEvents } from './page-stream.ts';

/** Shown in the browser; everything else is offered as a download, as it could be a page of its own. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

interface StateQuery {
  Querystring: { as?: string; channel?: string };
}

/** The web page, the JSON that it asks for, pictures and attached files. */
export async function registerPage(
  root: FastifyInstance,
  { discord, logger }: { readonly discord: LocalDiscord; readonly logger: Logger },
): Promise<void> {
  await root.register(pageFiles);
  await root.register(
    async (app) => {
      app.setErrorHandler((error, request, reply) => {
        if (error instanceof DiscordApiError) return reply.code(error.status).send(error.toBody());
        const status = errorStatus(error);
        if (status >= 500)
          logger.error({ err: error, path: request.url }, "an action of the playground's page failed");
        return reply
          .code(status)
          .send({ code: 0, message: error instanceof Error ? error.message : 'Failed' });
      });
      app.get<StateQuery>('/state', async ({ query }) => pageState(discord, query));
      app.get<StateQuery>('/events', async ({ query }, reply) => {
        streamEvents(reply, discord, viewer(query.as).id);
      });
      pageActions(app, discord);
    },
    { prefix: '/page' },
  );

  root.get<{ Params: { file: string } }>('/avatars/:file', async ({ params }, reply) => {
    const svg = avatarSvg(params.file.replace(/\.svg$/, ''));
    if (svg === undefined) return reply.code(404).send(notFound().toBody());
    return reply.type('image/svg+xml').header('cache-control', 'max-age=3600').send(svg);
  });
  root.get<{ Params: { id: string } }>('/attachments/:id/:filename', async ({ params }, reply) => {
    const file = discord.attachments.get(params.id);
    if (file === undefined) return reply.code(404).send(notFound().toBody());
    const shown = PICTURES.has(file.contentType);
    if (!shown) reply.header('content-disposition', `attachment; filename="${file.filename}"`);
    return reply
      .type(shown ? file.contentType : 'application/octet-stream')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(Buffer.from(file.base64, 'base64'));
  });
}

function pageState(discord: LocalDiscord, query: StateQuery['Querystring']) {
  const member = viewer(query.as ?? discord.members[1]?.id);
  const channel = discord.channel(query.channel ?? discord.channels[0]?.id ?? '');
  return {
    guild: { id: discord.guild.id, name: discord.guild.name },
    channels: discord.channels,
    members: discord.members.map(memberView),
    bot: { ...memberView(BOT), online: discord.botOnline },
    me: memberView(member),
    channelId: channel.id,
    commands: discord.offeredCommands(member.id),
    messages: discord.messages(channel.id, member.id),
  };
}

function viewer(id: string | undefined) {
  const member = findMember(id ?? '');
  if (member === undefined || member.bot) throw unknownMember();
  return member;
}
