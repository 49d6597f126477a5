import { describe, expect, test } from 'vitest';
import {
  type ControlStanding,
  controlRefusal,
  controlRule,
  moderatorsControl,
} from '../../src/access/control.ts';

const OWNER = 'olga';

/** @param owners who owns which server */
function standing(
  owners: Readonly<Record<string, string | undefined>>,
  more: Partial<ControlStanding> = {},
): ControlStanding {
  const servers = new Map(Object.entries(owners));
  return {
    controlGuildIds: [],
    servers: { size: servers.size, has: (id) => servers.has(id), ownerOf: (id) => servers.get(id) },
    applicationOwners: new Set([OWNER]),
    ...more,
  };
}

const moderator = (guildId: string | null, userId = 'mona') => ({ guildId, userId, moderator: true });
const member = (guildId: string | null, userId = 'milo') => ({ guildId, userId, moderator: false });

describe('who may change what all servers share', () => {
  test('in the chosen servers their moderators, and nobody elsewhere, the owner included', () => {
    const chosen = standing({ home: OWNER, other: 'otto' }, { controlGuildIds: ['other'] });
    expect(controlRefusal(chosen, moderator('other'))).toBeUndefined();
    expect(controlRefusal(chosen, member('other'))).toBe('not-a-moderator');
    expect(controlRefusal(chosen, moderator('home'))).toBe('not-chosen');
    expect(controlRefusal(chosen, member('other', OWNER))).toBe('not-a-moderator');
    expect(moderatorsControl(chosen, 'home')).toBe(false);
  });

  test('in the only server its moderators, whoever owns it and whether or not Discord told the owner', () => {
    for (const applicationOwners of [new Set([OWNER]), undefined]) {
      const only = standing({ home: 'otto' }, { applicationOwners });
      expect(controlRefusal(only, moderator('home'))).toBeUndefined();
      expect(controlRefusal(only, member('home'))).toBe('not-a-moderator');
    }
  });

  test('with more than one, the owner everywhere and the moderators of the owner’s servers', () => {
    const many = standing({ home: OWNER, other: 'otto' });
    expect(controlRefusal(many, moderator('home'))).toBeUndefined();
    expect(controlRefusal(many, member('home'))).toBe('not-a-moderator');
    expect(controlRefusal(many, moderator('other'))).toBe('not-owned');
    expect(controlRefusal(many, moderator('other', 'otto'))).toBe('not-owned');
    expect(controlRefusal(many, member('other', OWNER))).toBeUndefined();
    expect(moderatorsControl(many, 'home')).toBe(true);
    expect(moderatorsControl(many, 'other')).toBe(false);
  });

  test('every member of the team counts as an owner', () => {
    const team = standing({ home: 'tess', other: 'otto' }, { applicationOwners: new Set([OWNER, 'tess']) });
    expect(controlRefusal(team, moderator('home'))).toBeUndefined();
    expect(controlRefusal(team, member('other', 'tess'))).toBeUndefined();
  });

  test('with more than one and no word on the owner, nobody', () => {
    const unknown = standing({ home: OWNER, other: 'otto' }, { applicationOwners: undefined });
    expect(controlRefusal(unknown, moderator('home'))).toBe('not-owned');
    expect(controlRefusal(unknown, moderator('home', OWNER))).toBe('not-owned');
  });

  test('a server whose owner is not known at the moment is nobody’s', () => {
    const outage = standing({ home: OWNER, other: undefined });
    expect(controlRefusal(outage, moderator('other'))).toBe('not-owned');
  });

  test('a server that has the commands without the bot is not the only one', () => {
    for (const servers of [standing({ home: OWNER }), standing({})]) {
      expect(controlRule(servers, 'elsewhere')).toBe('owners-servers');
      expect(controlRefusal(servers, moderator('elsewhere'))).toBe('not-owned');
    }
  });

  test('outside of servers nobody, the owner included', () => {
    const rights = [standing({ home: OWNER }), standing({ home: OWNER, other: 'otto' })];
    for (const one of [...rights, standing({ home: OWNER }, { controlGuildIds: ['home'] })]) {
      expect(controlRefusal(one, moderator(null, OWNER))).toBeDefined();
      expect(moderatorsControl(one, null)).toBe(false);
    }
  });
});
