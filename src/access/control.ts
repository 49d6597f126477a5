/** How it is settled who may change what all servers share. */
export type ControlRule =
  /** The operator has chosen servers; their moderators may. */
  | 'chosen-servers'
  /** Nothing was chosen, and the bot is in this server alone; its moderators may. */
  | 'only-server'
  /** Nothing was chosen, and there are more servers: the application's owners may, and moderators of servers they own. */
  | 'owners-servers';

/** What the decision depends on, at the moment of the action: servers come and go while the bot runs. */
export interface ControlStanding {
  /** Servers that the operator has chosen; empty when none was. */
  readonly controlGuildIds: readonly string[];
  /** The servers that the bot is in. */
  readonly servers: {
    readonly size: number;
    has(guildId: string): boolean;
    /** Undefined where it is not known at the moment, as during an outage. */
    ownerOf(guildId: string): string | undefined;
  };
  /** The application's owner, or its team; undefined while Discord has not told, and then nobody counts as one. */
  readonly applicationOwners: ReadonlySet<string> | undefined;
}

/** Who wants to do something, and where. */
export interface ControlActor {
  /** Null outside of servers. */
  readonly guildId: string | null;
  readonly userId: string;
  /** Whether they may manage the server they are in. */
  readonly moderator: boolean;
}

/** Why somebody may not: this server was not chosen, it belongs to somebody else, or they do not moderate it. */
export type ControlRefusal = 'not-chosen' | 'not-owned' | 'not-a-moderator';

/**
 * Which rule holds in a server. The commands of a bot can be added to a server without the bot itself; such a server is never the
 * only one.
 */
export function controlRule(
  { controlGuildIds, servers }: ControlStanding,
  guildId: string | null,
): ControlRule {
  if (controlGuildIds.length > 0) return 'chosen-servers';
  return servers.size === 1 && guildId !== null && servers.has(guildId) ? 'only-server' : 'owners-servers';
}

/** Whether a server's moderators may change what all servers share. */
export function moderatorsControl(standing: ControlStanding, guildId: string | null): boolean {
  const rule = controlRule(standing, guildId);
  if (guildId === null) return false;
  if (rule === 'chosen-servers') return standing.controlGuildIds.includes(guildId);
  if (rule === 'only-server') return true;
  const owner = standing.servers.ownerOf(guildId);
  return owner !== undefined && standing.applicationOwners?.has(owner) === true;
}

/** The one decision on control of what all servers share. @returns undefined for who may. */
export function controlRefusal(standing: ControlStanding, actor: ControlActor): ControlRefusal | undefined {
  const rule = controlRule(standing, actor.guildId);
  const isOwner = actor.guildId !== null && standing.applicationOwners?.has(actor.userId) === true;
  if (rule === 'owners-servers' && isOwner) return undefined;
  if (moderatorsControl(standing, actor.guildId)) return actor.moderator ? undefined : 'not-a-moderator';
  return rule === 'chosen-servers' ? 'not-chosen' : 'not-owned';
}
