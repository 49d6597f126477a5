import { type REST, Routes, TeamMemberMembershipState, TeamMemberRole } from 'discord.js';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { TaskTracker } from '../concurrency/task-tracker.ts';

/** Members of a team come and go, so the answer is asked for again after this time, when somebody needs it. */
const FRESH_MS = 10 * 60_000;
/** After a failure, so that a Discord in trouble is not asked at every command. */
const RETRY_MS = 60_000;

/** Whom the bot's application belongs to. */
export interface ApplicationOwners {
  /**
   * The ids of the owner, or of the team's members, as Discord told them last; undefined while it never has. What is
   * old is asked for again in the background.
   */
  current(): ReadonlySet<string> | undefined;
  /** Asks Discord. A failure is logged and leaves what was known. */
  load(): Promise<void>;
}

export interface ApplicationOwnersDependencies {
  readonly rest: REST;
  readonly tasks: TaskTracker;
  readonly logger: Logger;
  readonly now: () => Date;
}

const id = z.object({ id: z.string() });
const application = z.object({
  owner: id.nullish(),
  team: z
    .object({
      owner_user_id: z.string(),
      members: z.array(z.object({ user: id, membership_state: z.int(), role: z.string() })),
    })
    .nullish(),
});

export function createApplicationOwners(deps: ApplicationOwnersDependencies): ApplicationOwners {
  const { rest, tasks, logger, now } = deps;
  let owners: ReadonlySet<string> | undefined;
  let askAgainAt = 0;

  async function load(): Promise<void> {
    askAgainAt = now().getTime() + RETRY_MS;
    try {
      owners = ownersOf(application.parse(await rest.get(Routes.currentApplication())));
      askAgainAt = now().getTime() + FRESH_MS;
    } catch (error) {
      logger.warn({ err: error }, 'Discord does not say whom the application belongs to');
    }
  }

  return {
    load,
    current() {
      if (now().getTime() >= askAgainAt) {
        askAgainAt = now().getTime() + RETRY_MS;
        tasks.run('owners of the application', load);
      }
      return owners;
    },
  };
}

/** Who was only invited to the team, or may only look, does not run the bot. */
function ownersOf({ owner, team }: z.infer<typeof application>): ReadonlySet<string> {
  if (team == null) return new Set(owner == null ? [] : [owner.id]);
  const members = team.members.filter(
    ({ membership_state, role }) =>
      membership_state === TeamMemberMembershipState.Accepted && role !== TeamMemberRole.ReadOnly,
  );
  return new Set([team.owner_user_id, ...members.map(({ user }) => user.id)]);
}
