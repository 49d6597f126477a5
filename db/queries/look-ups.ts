import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** How many look-ups there may be in a while. */
export interface LookUpLimit {
  readonly most: number;
  readonly withinMs: number;
}

export interface LookUpLimits {
  readonly member: LookUpLimit;
  readonly guild: readonly LookUpLimit[];
}

/**
 * Counts one more look-up of a member in a server, in whatever process, unless there were too many lately. Who it was is
 * forgotten as soon as it no longer counts.
 *
 * @returns whose limit is reached; undefined where none is, and the look-up is counted.
 */
export async function takeLookUp(
  db: Kysely<Schema>,
  { memberId, guildId }: { readonly memberId: string; readonly guildId: string | null },
  limits: LookUpLimits,
  now: Date,
): Promise<'member' | 'guild' | undefined> {
  const since = ({ withinMs }: LookUpLimit) => new Date(now.getTime() - withinMs);
  const mine = sql`member_id = ${memberId}`;
  const here = sql`guild_id = ${guildId}`;
  return db.transaction().execute(async (trx) => {
    // One after another: two that are counted at the same time would both find room for one.
    await sql`lock table look_ups in share row exclusive mode`.execute(trx);
    await sql`
      update look_ups set member_id = null where member_id is not null and at <= ${since(limits.member)}::timestamptz
    `.execute(trx);
    const reached = async (who: typeof mine, limit: LookUpLimit) => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from look_ups where ${who} and at > ${since(limit)}::timestamptz
      `.execute(trx);
      return (rows[0]?.count ?? 0) >= limit.most;
    };
    if (await reached(mine, limits.member)) return 'member';
    for (const limit of limits.guild) if (await reached(here, limit)) return 'guild';
    await trx.insertInto('look_ups').values({ member_id: memberId, guild_id: guildId, at: now }).execute();
    return undefined;
  });
}

/** Deletes look-ups made until a moment. */
export async function deleteOldLookUps(db: Kysely<Schema>, before: Date): Promise<void> {
  await db.deleteFrom('look_ups').where('at', '<=', before).execute();
}
