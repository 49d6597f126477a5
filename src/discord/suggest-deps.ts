import type { SuggestDeps } from '../catalogue/suggestions/suggest.ts';
import type { BotDependencies } from './dependencies.ts';

/** What suggestions need of a bot's dependencies. */
export function suggestDeps({
  database,
  youtube,
  now,
  predictSongs,
  songRules,
}: BotDependencies): SuggestDeps {
  return { db: database.db, youtube, now, predictSongs, songRules };
}
