import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { missingPermissions } from '../state/api-errors.ts';
import { ANSWER_MS } from '../state/interactions.ts';
import type { LocalDiscord } from '../state/local-discord.ts';
import { parseBody } from '../state/parse-body.ts';
import { findMember } from '../state/world.ts';

const id = z.string().regex(/^\d+$/);
const options = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});
const invocation = z.object({ memberId: id, channelId: id, command: z.string().min(1), options });
const onMessage = z.object({ memberId: id, messageId: id });

/** What a member does on the page; each route is one method of {@link LocalDiscord} behind a checked body. */
export function pageActions(app: FastifyInstance, discord: LocalDiscord): void {
  app.post('/commands', async ({ body }) => ({
    interactionId: discord.invoke(parseBody(invocation, body)),
  }));

  app.post('/autocomplete', async ({ body }) => {
    const asked = discord.autocomplete(parseBody(invocation.extend({ focused: z.string() }), body));
    const answer = await discord.settled(asked, 2 * ANSWER_MS);
    return { choices: answer.choices ?? [] };
  });

  app.post('/clicks', async ({ body }) => {
    const click = parseBody(
      onMessage.extend({ customId: z.string(), values: z.array(z.string()).optional() }),
      body,
    );
    const { values, ...rest } = click;
    return { interactionId: discord.click({ ...rest, ...(values && { values }) }) };
  });

  app.post('/messages', async ({ body }) => ({
    messageId: discord.say(
      parseBody(z.object({ memberId: id, channelId: id, content: z.string().min(1) }), body),
    ),
  }));

  app.post('/reactions', async ({ body }, reply) => {
    const { on, ...reaction } = parseBody(onMessage.extend({ emoji: z.string(), on: z.boolean() }), body);
    if (on) discord.react(reaction);
    else discord.unreact(reaction);
    return reply.code(204).send();
  });

  app.post('/clear-reactions', async ({ body }, reply) => {
    const { memberId, messageId } = parseBody(onMessage, body);
    requireModerator(memberId);
    discord.clearReactions(messageId);
    return reply.code(204).send();
  });

  app.post('/delete-message', async ({ body }, reply) => {
    const { memberId, messageId } = parseBody(onMessage, body);
    if (discord.visibleMessage(messageId, memberId).authorId !== memberId) requireModerator(memberId);
    discord.deleteMessage(messageId);
    return reply.code(204).send();
  });

  app.post('/dismiss', async ({ body }, reply) => {
    const { memberId, messageId } = parseBody(onMessage, body);
    discord.dismiss(messageId, memberId);
    return reply.code(204).send();
  });
}

function requireModerator(memberId: string): void {
  if (findMember(memberId)?.moderator !== true) throw missingPermissions();
}
