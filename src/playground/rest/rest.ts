import { RESTJSONErrorCodes } from 'discord.js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorStatus } from '../error-status.ts';
import { notFound, unauthorized } from '../state/api-errors.ts';
import { DiscordApiError } from '../state/discord-api-error.ts';
import { commandRoutes } from './command-routes.ts';
import type { RestContext } from './context.ts';
import type { Fault } from './faults.ts';
import { interactionRoutes } from './interaction-routes.ts';
import { messageRoutes } from './message-routes.ts';
import { acceptMultipart, readBody } from './multipart.ts';
import { reactionRoutes } from './reaction-routes.ts';
import { worldRoutes } from './world-routes.ts';

const PREFIX = '/api/v10';

/** Discord's REST API v10, as much of it as a bot such as Moodring uses. */
export async function registerRest(root: FastifyInstance, context: RestContext): Promise<void> {
  await root.register(
    async (app) => {
      acceptMultipart(app);
      answerErrors(app, context);
      injectFaults(app, context);
      observe(app, context);
      app.addHook('onRequest', async (request) => {
        const open = request.routeOptions.config.open === true;
        if (!open && request.headers.authorization !== `Bot ${context.token}`) throw unauthorized();
      });
      worldRoutes(app, context);
      commandRoutes(app, context);
      messageRoutes(app, context);
      reactionRoutes(app, context);
      interactionRoutes(app, context);
    },
    { prefix: PREFIX },
  );
}

/** The path without the prefix, with emoji readable; a path that is no valid encoding is left as it is. */
function pathOf(request: FastifyRequest): string {
  const path = (request.url.split('?')[0] ?? '').slice(PREFIX.length);
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}

function answerErrors(app: FastifyInstance, { logger }: RestContext): void {
  app.setNotFoundHandler(() => {
    throw notFound();
  });
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof DiscordApiError) return reply.code(error.status).send(error.toBody());
    const status = errorStatus(error);
    if (status >= 500)
      logger.error({ err: error, path: pathOf(request) }, 'a REST route of the playground failed');
    const code = status === 400 ? RESTJSONErrorCodes.RequestBodyContainsInvalidJSON : 0;
    return reply.code(status).send({ message: `${status}: ${messageOf(error)}`, code });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Carries out the failures that tests ordered. */
function injectFaults(app: FastifyInstance, { faults }: RestContext): void {
  const pending = new WeakMap<FastifyRequest, Fault>();

  const cut = (reply: FastifyReply) => {
    reply.hijack();
    reply.raw.destroy();
  };
  const failure = (status: number) => ({ code: 0, message: `${status}: injected failure` });

  app.addHook('preHandler', async (request, reply) => {
    const fault = faults.take(request.method, pathOf(request));
    if (fault === undefined) return;
    if (fault.when === 'after') {
      pending.set(request, fault);
    } else if (fault.status === undefined) {
      cut(reply);
    } else {
      await reply.code(fault.status).send(failure(fault.status));
    }
  });
  app.addHook('preSerialization', async (request, reply, payload) => {
    const fault = pending.get(request);
    if (fault?.status === undefined) return payload;
    reply.code(fault.status);
    return failure(fault.status);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const fault = pending.get(request);
    if (fault === undefined) return payload;
    if (fault.status === undefined) {
      cut(reply);
      return payload;
    }
    // Answers without a body do not pass through `preSerialization`.
    if (reply.statusCode === fault.status) return payload;
    reply.code(fault.status).type('application/json');
    return JSON.stringify(failure(fault.status));
  });
}

/** Announces every request once it is answered, or was cut. */
function observe(app: FastifyInstance, { discord }: RestContext): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => {
      const { body } = readBody(request);
      discord.bus.emit({
        type: 'request',
        request: {
          method: request.method,
          path: pathOf(request),
          query: request.query as Record<string, unknown>,
          body: request.body == null ? undefined : body,
          status: reply.raw.writableFinished ? reply.raw.statusCode : 0,
        },
      });
    });
  });
}
