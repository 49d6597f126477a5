import { type Client, Events, type Guild } from 'discord.js';
import { controlStanding } from './control-rights.ts';
import type { BotDependencies } from './dependencies.ts';
import { controlFinding } from './discord-findings.ts';
import type { Registry } from './registry/registry.ts';

const GUILD_EVENTS = [Events.GuildAvailable, Events.GuildCreate, Events.GuildDelete] as const;

/**
 * Follows servers as they come and go: one that invites the bot (again) has none of its commands, and with a second one it changes who
 * has control.
 */
export function followGuilds(client: Client, deps: BotDependencies, registry: Registry): void {
  const { logger, tasks } = deps;
  const look = ({ id }: Guild) => tasks.run('commands of a server', () => registry.registerGuild(id));

  // Also what happened while the connection was lost shows by this.
  client.on(Events.GuildAvailable, look);
  client.on(Events.GuildCreate, (guild) => {
    look(guild);
    const servers = client.guilds.cache.size;
    logger.info({ guildId: guild.id, servers }, 'a server has invited the bot');
    const finding = controlFinding(controlStanding(deps, client), []);
    if (finding !== undefined) logger.warn({ servers }, finding.text);
  });
  client.on(Events.GuildDelete, ({ id }) => {
    logger.info({ guildId: id }, 'a server has removed the bot');
    tasks.run('commands of a server', () => registry.forgetGuild(id));
  });
}

/** Follows servers no more. */
export function unfollowGuilds(client: Client): void {
  for (const event of GUILD_EVENTS) client.removeAllListeners(event);
}
