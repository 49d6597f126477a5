import { describe, expect, test } from 'vitest';
import { pruneRefused } from '../../../src/discord/registry/prune-refused.ts';

const bad = (message = 'Command name is invalid') => ({ _errors: [{ code: 'X', message }] });

const mood = {
  name: 'mood',
  description: 'a song',
  name_localizations: { de: 'stimmung', fr: 'Humeur!' },
  options: [
    {
      type: 3,
      name: 'mood',
      required: true,
      choices: [
        { name: 'Chill', value: 'chill' },
        { name: '', value: 'sad' },
      ],
    },
    { type: 4, name: 'count', description: 'how many' },
  ],
};
const sources = {
  name: 'sources',
  description: 'sources',
  options: [
    { type: 1, name: 'list', description: 'list' },
    { type: 1, name: 'add', description: 'add', options: [{ type: 3, name: 'source', required: true }] },
  ],
};

describe('what Discord refuses of commands', () => {
  test('a whole command goes, the others stay', () => {
    expect(pruneRefused([mood, sources], { 0: { description: bad('Too long') } })).toEqual({
      commands: [sources],
      refused: [{ what: '/mood', reason: 'Too long' }],
    });
  });

  test('of a language only its text goes', () => {
    const pruned = pruneRefused([mood, sources], { 0: { name_localizations: { fr: bad() } } });
    expect(pruned?.commands).toEqual([{ ...mood, name_localizations: { de: 'stimmung' } }, sources]);
    expect(pruned?.refused).toEqual([{ what: '/mood name in fr', reason: 'Command name is invalid' }]);
  });

  test('where Discord does not say which language, all of that field go', () => {
    const pruned = pruneRefused([mood], { 0: { name_localizations: bad() } });
    expect(pruned?.commands).toEqual([{ ...mood, name_localizations: {} }]);
    expect(pruned?.refused).toHaveLength(2);
  });

  test('a choice, an option that may be left out and a subcommand go alone', () => {
    const pruned = pruneRefused([mood, sources], {
      0: { options: { 0: { choices: { 1: { name: bad('Must be 1 or more') } } }, 1: { name: bad() } } },
      1: { options: { 1: { options: { 0: { name: bad() } } } } },
    });
    expect(pruned?.commands).toEqual([
      { ...mood, options: [{ ...mood.options[0], choices: [{ name: 'Chill', value: 'chill' }] }] },
      { ...sources, options: [sources.options[0]] },
    ]);
    expect(pruned?.refused.map(({ what }) => what)).toEqual([
      '/mood option mood choice ',
      '/mood option count',
      '/sources subcommand add',
    ]);
  });

  test('a command that cannot do without the part goes with it', () => {
    expect(pruneRefused([mood], { 0: { options: { 0: { name: bad() } } } })?.commands).toEqual([]);
    const none = { 0: { options: { 0: { name: bad() }, 1: { name: bad() } } } };
    expect(pruneRefused([sources], none)?.commands).toEqual([]);
    // Too many choices: which one is wrong nobody says.
    expect(pruneRefused([mood], { 0: { options: { 0: { choices: bad() } } } })?.commands).toEqual([]);
  });

  test('what is no command’s fault is not pruned', () => {
    expect(pruneRefused([mood], bad())).toBeUndefined();
    expect(pruneRefused([mood], { application_id: bad() })).toBeUndefined();
    expect(pruneRefused([mood], { 7: { name: bad() } })).toBeUndefined();
    expect(pruneRefused([mood], {})).toBeUndefined();
  });
});
