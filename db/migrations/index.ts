import type { Migration } from 'kysely/migration';
import * as initial from './0001-initial.ts';
import * as rollbackAndTitleSearch from './0002-rollback-and-title-search.ts';
import * as predictionsOfManySongs from './0003-predictions-of-many-songs.ts';
import * as growingCatalogue from './0004-growing-catalogue.ts';
import * as statesThatPass from './0005-states-that-pass.ts';
import * as searchAndSuggestions from './0006-search-and-suggestions.ts';
import * as ageOfClaims from './0007-age-of-claims.ts';
import * as discordAsItIs from './0008-discord-as-it-is.ts';
import * as openAnswers from './0011-open-answers.ts';

/** Every migration in order. A released one is never edited; the next change gets the next number. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0002-rollback-and-title-search': rollbackAndTitleSearch,
  '0003-predictions-of-many-songs': predictionsOfManySongs,
  '0004-growing-catalogue': growingCatalogue,
  '0005-states-that-pass': statesThatPass,
  '0006-search-and-suggestions': searchAndSuggestions,
  '0007-age-of-claims': ageOfClaims,
  '0008-discord-as-it-is': discordAsItIs,
  '0011-open-answers': openAnswers,
};
