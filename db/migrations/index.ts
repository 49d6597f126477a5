import type { Migration } from 'kysely/migration';
import * as initial from './0001-initial.ts';

/** Every migration in order. A released one is never edited; the next change gets the next number. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
};
