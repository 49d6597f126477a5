import { PermissionFlagsBits as P } from 'discord.js';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { apiUserById } from '../api/world-views.ts';
import { parseBody } from '../state/parse-body.ts';
import type { StoredMessage } from '../state/types.ts';
import { BOT } from '../state/world.ts';
import type { RestContext } from './context.ts';

interface ReactionParams {
  Params: { channelId: string; messageId: string; emoji: string; userId: string };
}

const pageQuery = z.looseObject({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  after: z.string().optional(),
  /** 0 ordinary reactions, 1 super reactions. */
  type: z.coerce.number().int().min(0).max(1).default(0),
});

/** Reactions of messages; the emoji in the path arrives decoded. */
export function reactionRoutes(app: FastifyInstance, { discord }: RestContext): void {
  const base = '/channels/:channelId/messages/:messageId/reactions';

  const find = ({ channelId, messageId }: ReactionParams['Params'], ...needs: bigint[]): StoredMessage => {
    discord.requireBot(discord.channel(channelId).id, ...needs);
    return discord.store.get(channelId, messageId);
  };

  app.put<ReactionParams>(`${base}/:emoji/@me`, async ({ params }, reply) => {
    const message = find(params, P.ReadMessageHistory);
    discord.places.requireOpen(params.channelId);
    const used = message.reactions.some(({ emoji }) => emoji === params.emoji);
    if (!used) discord.requireBot(params.channelId, P.AddReactions);
    discord.reactions.add(message, params.emoji, BOT.id);
    return reply.code(204).send();
  });

  app.delete<ReactionParams>(`${base}/:emoji/@me`, async ({ params }, reply) => {
    discord.reactions.remove(find(params), params.emoji, BOT.id);
    return reply.code(204).send();
  });

  app.delete<ReactionParams>(`${base}/:emoji/:userId`, async ({ params }, reply) => {
    const needs = params.userId === BOT.id ? [] : [P.ManageMessages];
    discord.reactions.remove(find(params, ...needs), params.emoji, params.userId);
    return reply.code(204).send();
  });

  app.delete<ReactionParams>(`${base}/:emoji`, async ({ params }, reply) => {
    discord.reactions.clearEmoji(find(params, P.ManageMessages), params.emoji);
    return reply.code(204).send();
  });

  app.delete<ReactionParams>(base, async ({ params }, reply) => {
    discord.reactions.clear(find(params, P.ManageMessages));
    return reply.code(204).send();
  });

  app.get<ReactionParams>(`${base}/:emoji`, async ({ params, query }) => {
    const message = find(params, P.ReadMessageHistory);
    const { limit, after, type } = parseBody(pageQuery, query);
    const page = { limit, burst: type === 1, ...(after !== undefined && { after }) };
    return discord.reactions.users(message, params.emoji, page).map(apiUserById);
  });
}
