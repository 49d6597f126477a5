import { isVisible } from '../text/visible.ts';
import type { Choice } from './command.ts';
import { cut } from './text.ts';

/** What Discord shows, the longest name and the longest value it takes. */
const MOST = 25;
const LONGEST_NAME = 100;
const LONGEST_VALUE = 100;

/**
 * Choices as Discord takes them: one that it would refuse spoils only itself. A choice without a visible name goes by its value, two of the
 * same name are told apart by theirs, and a value that cannot be sent is left out, as is one that stands there already.
 */
export function validChoices(choices: readonly Choice[]): Choice[] {
  const values = new Set<string | number>();
  const names = new Set<string>();
  const valid: Choice[] = [];
  for (const choice of choices) {
    if (valid.length === MOST) break;
    const { value } = choice;
    if (!isSendable(value) || values.has(value)) continue;
    const name = nameOf(choice, names);
    values.add(value);
    names.add(name);
    valid.push({ ...choice, name });
  }
  return valid;
}

function nameOf({ name, value }: Choice, taken: ReadonlySet<string>): string {
  const given = cut(name, LONGEST_NAME);
  const shown = isVisible(given) ? given : cut(String(value), LONGEST_NAME);
  if (!taken.has(shown)) return shown;
  const told = ` · ${value}`;
  return cut(`${cut(shown, Math.max(LONGEST_NAME - told.length, 1))}${told}`, LONGEST_NAME);
}

function isSendable(value: string | number): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return value.length <= LONGEST_VALUE && isVisible(value);
}
