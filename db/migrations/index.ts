import type { Migration } from 'kysely/migration';
import * as initial from './0001-initial.ts';
import * as rollbackAndTitleSearch from './0002-rollback-and-title-search.ts';
import * as predictionsOfManySongs from './0003-predictions-of-many-songs.ts';
import * as growingCatalogue from './0004-growing-catalogue.ts';

/** Every migration in order. A released one is never edited; the next change gets the next number. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0002-rollback-and-title-search': rollbackAndTitleSearch,
  '0003-predictions-of-many-songs': predictionsOfManySongs,
  '0004-growing-catalogue': growingCatalogue,
};
