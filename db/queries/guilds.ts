import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** How many cards pass in a channel before a song may come back, where a server has not chosen otherwise. */
export const DEFAULT_REPEAT_WINDOW = 50;

/** In how many of a channel's latest cards a song must not stand to be picked; direct messages use the default. */
export async function repeatWindow(db: Kysely<Schema>, guildId: string | null): Promise<number> {
  if (guildId === null) return DEFAULT_REPEAT_WINDOW;
  const row = await db
    .selectFrom('guild_settings')
    .select('repeat_window')
    .where('guild_id', '=', guildId)
    .executeTakeFirst();
  return row?.repeat_window ?? DEFAULT_REPEAT_WINDOW;
}
