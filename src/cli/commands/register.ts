import { z } from 'zod';
import { ConfigError } from '../../errors/config-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { defineCommand } from '../command.ts';

const result = z.object({
  applicationId: z.string(),
  sent: z.array(z.string()),
  unchanged: z.array(z.string()),
  failed: z.array(z.string()),
  leftOut: z.array(z.object({ scope: z.string(), what: z.string(), reason: z.string() })),
});

export type RegisterResult = z.infer<typeof result>;

/** Tells Discord the slash commands, without logging in. */
export const register = defineCommand({
  args: z.object({ force: z.boolean() }),
  result,
  async run({ database, logger, now, config }, { force }): Promise<RegisterResult> {
    const { discordToken: token, discordApiUrl: api, controlGuildIds } = config;
    if (token === undefined)
      throw refusal("the bot's token, because commands are registered in its name", 'nothing');
    // discord.js takes most of a second to load, which the other commands need not wait for.
    const { DiscordAPIError, REST, Routes } = await import('discord.js');
    const { createRegistry } = await import('../../discord/registry/registry.ts');
    const { COMMANDS } = await import('../../../commands/index.ts');
    const rest = new REST({ api }).setToken(token);
    const application = await rest.get(Routes.currentApplication()).catch((error: unknown) => {
      if (!(error instanceof DiscordAPIError && error.status === 401)) throw error;
      logger.debug({ err: error }, 'Discord refuses the token');
      throw refusal('a token that Discord accepts', 'one that it refuses');
    });
    const { id: applicationId } = z.object({ id: z.string() }).parse(application);
    const about = { applicationId, commands: COMMANDS, controlGuildIds };
    const registry = createRegistry({ rest, db: database.db, logger, now, ...about });
    const { sent, unchanged, failed, leftOut } = await registry.registerAll(force);
    return {
      applicationId,
      sent: [...sent],
      unchanged: [...unchanged],
      failed: [...failed],
      leftOut: [...leftOut],
    };
  },
  exitCode: ({ failed, leftOut }) => (failed.length + leftOut.length > 0 ? EXIT.failure : EXIT.ok),
});

function refusal(expected: string, got: string): ConfigError {
  return new ConfigError([{ variable: 'DISCORD_TOKEN', expected, got }]);
}
