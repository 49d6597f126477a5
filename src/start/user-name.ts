import { existsSync, readFileSync } from 'node:fs';

const USERS = '/etc/passwd';

/** The name of a user of this system, or the number where no name is found. */
export function userName(uid: number | undefined): string | undefined {
  if (uid === undefined) return undefined;
  return namesOf(USERS).get(uid) ?? `user ${uid}`;
}

/** Empty on a system that keeps its users elsewhere. */
function namesOf(path: string): ReadonlyMap<number, string> {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const fields = lines.map((line) => line.split(':'));
  return new Map(fields.map(([name = '', , uid]) => [Number(uid), name]));
}
