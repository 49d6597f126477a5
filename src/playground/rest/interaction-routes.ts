import type { FastifyInstance, FastifyReply } from 'fastify';
import { apiMessage } from '../api/message-views.ts';
import { unknownWebhook } from '../state/api-errors.ts';
import type { CallbackResult } from '../state/interaction-replies.ts';
import { BOT } from '../state/world.ts';
import type { RestContext } from './context.ts';
import { readBody } from './multipart.ts';

interface CallbackParams {
  Params: { interactionId: string; token: string };
  Querystring: { with_response?: string };
}

interface WebhookParams {
  Params: { applicationId: string; token: string; messageId: string };
}

/** A long path segment is the secret here, so none of these routes wants an `Authorization`. */
const open = { config: { open: true } };

/** Answers to interactions: the callback, and the messages of the interaction's webhook. */
export function interactionRoutes(app: FastifyInstance, context: RestContext): void {
  const { replies } = context.discord;

  app.post<CallbackParams>('/interactions/:interactionId/:token/callback', open, async (request, reply) => {
    const { interactionId, token } = request.params;
    const { body, files } = readBody(request);
    const result = replies.callback(interactionId, token, body, files);
    if (request.query.with_response !== 'true') return reply.code(204).send();
    return callbackResponse(context, result);
  });

  app.post<WebhookParams>('/webhooks/:applicationId/:token', open, async (request) => {
    requireOwn(request.params.applicationId);
    const { body, files } = readBody(request);
    return apiMessage(context, replies.followUp(request.params.token, body, files));
  });

  const messagePath = '/webhooks/:applicationId/:token/messages/:messageId';
  app.get<WebhookParams>(messagePath, open, async ({ params }) => {
    requireOwn(params.applicationId);
    return apiMessage(context, replies.getMessage(params.token, params.messageId));
  });
  app.patch<WebhookParams>(messagePath, open, async (request) => {
    const { applicationId, token, messageId } = request.params;
    requireOwn(applicationId);
    const { body, files } = readBody(request);
    return apiMessage(context, replies.editMessage(token, messageId, body, files));
  });
  app.delete<WebhookParams>(messagePath, open, async ({ params }, reply): Promise<FastifyReply> => {
    requireOwn(params.applicationId);
    replies.deleteMessage(params.token, params.messageId);
    return reply.code(204).send();
  });
}

function requireOwn(applicationId: string): void {
  if (applicationId !== BOT.id) throw unknownWebhook();
}

function callbackResponse(context: RestContext, { interaction, type, message }: CallbackResult) {
  const flags = message?.flags ?? 0;
  return {
    interaction: {
      id: interaction.id,
      type: { command: 2, component: 3, autocomplete: 4 }[interaction.kind],
      channel_id: interaction.channelId,
      response_message_id: message?.id,
      response_message_loading: (flags & 128) !== 0,
      response_message_ephemeral: (flags & 64) !== 0,
    },
    ...(message && { resource: { type, message: apiMessage(context, message) } }),
  };
}
