import { MessageType, PermissionFlagsBits as P } from 'discord.js';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { apiMessage } from '../api/message-views.ts';
import { cannotEditOthers } from '../state/api-errors.ts';
import { messageBody } from '../state/message-rules.ts';
import { parseBody } from '../state/parse-body.ts';
import { compareIds } from '../state/snowflake.ts';
import { BOT } from '../state/world.ts';
import type { RestContext } from './context.ts';
import { readBody } from './multipart.ts';

interface MessageParams {
  Params: { channelId: string; messageId: string };
}

const pageQuery = z.looseObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.string().optional(),
  after: z.string().optional(),
});

/** Messages of channels; ephemeral ones are not among them. */
export function messageRoutes(app: FastifyInstance, context: RestContext): void {
  const { discord } = context;

  app.get<MessageParams>('/channels/:channelId/messages', async ({ params, query }) => {
    const channel = discord.channel(params.channelId);
    discord.requireBot(channel.id);
    if ((discord.botPermissions(channel.id) & P.ReadMessageHistory) === 0n) return [];
    const { limit, before, after } = parseBody(pageQuery, query);
    const found = discord.store
      .inChannel(channel.id)
      .filter(({ id, ephemeralTo }) => ephemeralTo === undefined && within(id, before, after));
    const page = after === undefined ? found.slice(-limit) : found.slice(0, limit);
    return page.reverse().map((message) => apiMessage(context, message));
  });

  app.post<MessageParams>('/channels/:channelId/messages', async (request) => {
    const channelId = discord.channel(request.params.channelId).id;
    discord.requireBotToSend(channelId);
    const { body, files } = readBody(request);
    if (files.length > 0) discord.requireBot(channelId, P.AttachFiles);
    const parsed = parseBody(messageBody, body);
    const reply = parsed.message_reference?.message_id;
    if (reply !== undefined) discord.store.get(channelId, reply);
    const place = {
      channelId,
      authorId: BOT.id,
      type: reply === undefined ? MessageType.Default : MessageType.Reply,
    };
    return apiMessage(context, discord.store.create(place, parsed, files));
  });

  app.get<MessageParams>('/channels/:channelId/messages/:messageId', async ({ params }) => {
    discord.requireBot(discord.channel(params.channelId).id, P.ReadMessageHistory);
    return apiMessage(context, discord.store.get(params.channelId, params.messageId));
  });

  app.patch<MessageParams>('/channels/:channelId/messages/:messageId', async (request) => {
    const { channelId, messageId } = request.params;
    discord.requireBot(discord.channel(channelId).id);
    discord.places.requireOpen(channelId);
    const message = discord.store.get(channelId, messageId);
    if (message.authorId !== BOT.id) throw cannotEditOthers();
    const { body, files } = readBody(request);
    return apiMessage(context, discord.store.edit(message, parseBody(messageBody, body), files));
  });

  app.delete<MessageParams>('/channels/:channelId/messages/:messageId', async ({ params }, reply) => {
    discord.requireBot(discord.channel(params.channelId).id);
    const message = discord.store.get(params.channelId, params.messageId);
    if (message.authorId !== BOT.id) discord.requireBot(params.channelId, P.ManageMessages);
    discord.store.remove(message);
    return reply.code(204).send();
  });

  app.post<MessageParams>('/channels/:channelId/typing', async ({ params }, reply) => {
    discord.requireBotToSend(discord.channel(params.channelId).id);
    return reply.code(204).send();
  });
}

function within(id: string, before: string | undefined, after: string | undefined): boolean {
  return (
    (before === undefined || compareIds(id, before) < 0) && (after === undefined || compareIds(id, after) > 0)
  );
}
