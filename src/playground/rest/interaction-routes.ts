import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
const config = { open: true };

/** Answers to interactions: the callback, and the messages of the interaction's webhook. */
export function interactionRoutes(app: FastifyInstance, context: RestContext): void {
  const { interactions, replies } = context.discord;
  // Whether the secret is right is known before the body is read.
  const callback = {
    config,
    onRequest: async ({ params }: FastifyRequest<CallbackParams>) => {
      interactions.forCallback(params.interactionId, params.token);
    },
  };
  const webhook = {
    config,
    onRequest: async ({ params }: FastifyRequest<WebhookParams>) => {
      if (params.applicationId !== BOT.id) throw unknownWebhook();
      interactions.forWebhook(params.token);
    },
  };

  app.post<CallbackParams>(
    '/interactions/:interactionId/:token/callback',
    callback,
    async (request, reply) => {
      const { interactionId, token } = request.params;
      const { body, files } = readBody(request);
      const result = replies.callback(interactionId, token, body, files);
      if (request.query.with_response !== 'true') return reply.code(204).send();
      return callbackResponse(context, result);
    },
  );

  app.post<WebhookParams>('/webhooks/:applicationId/:token', webhook, async (request) => {
    const { body, files } = readBody(request);
    return apiMessage(context, replies.followUp(request.params.token, body, files));
  });

  const messagePath = '/webhooks/:applicationId/:token/messages/:messageId';
  app.get<WebhookParams>(messagePath, webhook, async ({ params }) => {
    return apiMessage(context, replies.getMessage(params.token, params.messageId));
  });
  app.patch<WebhookParams>(messagePath, webhook, async (request) => {
    const { token, messageId } = request.params;
    const { body, files } = readBody(request);
    return apiMessage(context, replies.editMessage(token, messageId, body, files));
  });
  app.delete<WebhookParams>(messagePath, webhook, async ({ params }, reply): Promise<FastifyReply> => {
    replies.deleteMessage(params.token, params.messageId);
    return reply.code(204).send();
  });
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
