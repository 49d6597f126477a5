import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../commands/index.ts';
import { sameCommands } from '../../../src/discord/registry/same-commands.ts';

const wanted = COMMANDS.map(({ declaration }) => declaration);

/** A definition as Discord gives it back: with its own fields, and defaults written out or left away. */
function given(command: object, scope = ''): Record<string, unknown> {
  const { contexts, integration_types, ...rest } = JSON.parse(JSON.stringify(command));
  return {
    ...rest,
    id: '1',
    application_id: '2',
    version: '3',
    type: 1,
    dm_permission: false,
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
    default_member_permissions: rest.default_member_permissions ?? null,
    ...(scope === '' ? { contexts, integration_types } : { guild_id: scope }),
    options: (rest.options ?? []).map((option: object) => ({
      name_localizations: null,
      required: false,
      autocomplete: false,
      choices: [],
      ...option,
    })),
  };
}

describe('commands that Discord has', () => {
  test.each(['', '123'])('are the same as those we send, in any order (scope %j)', (scope) => {
    const has = wanted.map((one) => given(one, scope));
    expect(sameCommands(wanted, has, scope)).toBe(true);
    expect(sameCommands(wanted, has.toReversed(), scope)).toBe(true);
  });

  test('are not, as soon as anything differs that members see', () => {
    const changed = (change: (one: Record<string, unknown>) => void) => {
      const has = structuredClone(wanted.map((one) => given(one)));
      change(has[0] ?? {});
      return sameCommands(wanted, has, '');
    };
    expect(changed(() => {})).toBe(true);
    expect(changed((one) => Object.assign(one, { description: 'other' }))).toBe(false);
    expect(changed((one) => Object.assign(one, { default_member_permissions: '0' }))).toBe(false);
    expect(changed((one) => Object.assign(one, { contexts: [0, 1] }))).toBe(false);
    expect(changed((one) => Object.assign(one, { name_localizations: { de: 'x' } }))).toBe(false);
    expect(changed((one) => (one.options as object[]).reverse())).toBe(false);
    expect(changed((one) => (one.options as object[]).pop())).toBe(false);
  });

  test('are not, when one is missing or too many', () => {
    const has = wanted.map((one) => given(one));
    expect(sameCommands(wanted, has.slice(1), '')).toBe(false);
    expect(sameCommands(wanted.slice(1), has, '')).toBe(false);
    expect(sameCommands([], [], '')).toBe(true);
  });
});
