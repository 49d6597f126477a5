import { expect, test } from 'vitest';
import { readCommandLine } from '../../../src/playground/page/command-line.js';
import { suggest } from '../../../src/playground/page/suggestions.js';

const MOODS = [
  { name: 'In love', value: 'in-love' },
  { name: 'Confident & sassy', value: 'confident-sassy' },
  { name: 'Chill', value: 'chill' },
];
const COMMANDS = [
  {
    name: 'mood',
    description: 'A song',
    options: [
      { type: 3, name: 'mood', description: 'Which', required: true, choices: MOODS },
      { type: 4, name: 'count', description: 'How many' },
      { type: 5, name: 'private', description: 'Only me' },
    ],
  },
  {
    name: 'models',
    description: 'Models',
    options: [
      { type: 1, name: 'list', description: 'All' },
      {
        type: 1,
        name: 'use',
        description: 'One',
        options: [{ type: 4, name: 'id', description: 'Id', required: true }],
      },
    ],
  },
  { name: 'stats', description: 'Numbers' },
  {
    name: 'why',
    description: 'Why',
    options: [{ type: 3, name: 'song', description: 'Song', required: true, autocomplete: true }],
  },
];

test.each([
  ['/stats', 'stats', {}],
  ['/mood chill', 'mood', { mood: 'chill' }],
  ['/MOOD Chill', 'mood', { mood: 'chill' }],
  ['/mood mood:chill count:2', 'mood', { mood: 'chill', count: 2 }],
  ['/mood count:2 mood:confident & sassy', 'mood', { mood: 'confident-sassy', count: 2 }],
  ['/mood in love 3 true', 'mood', { mood: 'in-love', count: 3, private: true }],
  ['/mood chill private:false', 'mood', { mood: 'chill', private: false }],
  ['/models list', 'models list', {}],
  ['/models use 7', 'models use', { id: 7 }],
  ['/why who sang song two', 'why', { song: 'who sang song two' }],
])('%s can be sent', (text, command, values) => {
  expect(readCommandLine(text, COMMANDS)).toMatchObject({ path: command.split(' '), values, problem: '' });
});

test.each([
  ['/nope', 'no command /nope'],
  ['/mood', 'mood: this option is required'],
  ['/mood gloomy', 'gloomy'],
  ['/mood mood:', 'mood: enter a value'],
  ['/mood chill many', 'many'],
  ['/mood chill count:many', 'many'],
  ['/models', 'list, use'],
  ['/models drop', 'list, use'],
  ['/models use', 'id: this option is required'],
])('%s cannot, and the reason is given', (text, reason) => {
  expect(readCommandLine(text, COMMANDS).problem).toContain(reason);
});

test.each([
  ['/', ['/models ', '/mood ', '/stats ', '/why ']],
  ['/mo', ['/models ', '/mood ']],
  ['/mood ', ['/mood mood:in-love ', '/mood mood:confident-sassy ', '/mood mood:chill ']],
  ['/mood sas', ['/mood mood:confident-sassy ']],
  ['/mood mood:c', ['/mood mood:chill ', '/mood mood:confident-sassy ']],
  ['/mood chill ', ['/mood chill count:', '/mood chill private:']],
  ['/mood chill private:t', ['/mood chill private:true ']],
  ['/models ', ['/models list ', '/models use ']],
  ['/models use ', ['/models use id:']],
  ['/nope ', []],
])('after %j come %j', (text, expected) => {
  expect(
    suggest(text, COMMANDS)
      .suggestions.map((one) => one.text)
      .sort(),
  ).toEqual([...expected].sort());
});

test('every suggestion leads to a line that is understood further', () => {
  for (const { text } of suggest('/mood ', COMMANDS).suggestions) {
    expect(readCommandLine(text, COMMANDS).problem).toBe('');
  }
});

test('choices of the bot are offered where it fills them in', () => {
  const offered = [{ name: 'Midnight Drive', value: 'abc' }];
  for (const text of ['/why drive', '/why song:drive', '/why ']) {
    expect(suggest(text, COMMANDS, offered).suggestions).toMatchObject([
      { label: 'Midnight Drive', text: '/why song:abc ' },
    ]);
  }
});
