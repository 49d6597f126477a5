import type { FastifyInstance } from 'fastify';
import { missingAccess, unknownApplication } from '../state/api-errors.ts';
import type { CommandScope } from '../state/commands.ts';
import { BOT } from '../state/world.ts';
import type { RestContext } from './context.ts';

interface CommandParams {
  Params: { applicationId: string; guildId?: string; commandId: string };
}

/** Registering commands, for everywhere and for the guild. */
export function commandRoutes(app: FastifyInstance, { discord }: RestContext): void {
  const { commands } = discord;

  const scopeOf = ({ applicationId, guildId }: CommandParams['Params']): CommandScope => {
    if (applicationId !== BOT.id) throw unknownApplication();
    if (guildId !== undefined && discord.places.guild(guildId) === undefined) throw missingAccess();
    return { applicationId, ...(guildId !== undefined && { guildId }) };
  };

  for (const base of ['/applications/:applicationId', '/applications/:applicationId/guilds/:guildId']) {
    app.get<CommandParams>(`${base}/commands`, async ({ params }) => commands.list(scopeOf(params)));
    app.put<CommandParams>(`${base}/commands`, async ({ params, body }) =>
      commands.overwrite(scopeOf(params), body),
    );
    app.post<CommandParams>(`${base}/commands`, async ({ params, body }, reply) => {
      const scope = scopeOf(params);
      const before = new Set(commands.list(scope).map(({ id }) => id));
      const command = commands.upsert(scope, body);
      return reply.code(before.has(command.id) ? 200 : 201).send(command);
    });
    app.get<CommandParams>(`${base}/commands/:commandId`, async ({ params }) =>
      commands.get(scopeOf(params), params.commandId),
    );
    app.patch<CommandParams>(`${base}/commands/:commandId`, async ({ params, body }) =>
      commands.edit(scopeOf(params), params.commandId, Object(body)),
    );
    app.delete<CommandParams>(`${base}/commands/:commandId`, async ({ params }, reply) => {
      commands.delete(scopeOf(params), params.commandId);
      return reply.code(204).send();
    });
  }
}
