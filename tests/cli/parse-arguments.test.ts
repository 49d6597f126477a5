import { describe, expect, test } from 'vitest';
import { CLI_COMMANDS } from '../../src/cli/commands/index.ts';
import { UsageError } from '../../src/cli/errors/usage-error.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { VARIABLES } from '../../src/config.ts';
import { EXIT } from '../../src/exit-codes.ts';

function parse(...argv: string[]) {
  let written = '';
  const invocation = parseArguments(argv, (text) => {
    written += text;
  });
  return { invocation, written };
}

/** A command's name as it is typed: `model-list` is a subcommand of `model`. */
function typed(name: string): string[] {
  return name.split('-');
}

describe('arguments', () => {
  test.each([
    [['mood', 'chill'], { command: 'mood', args: { mood: 'chill', count: 1 } }],
    [['mood', 'in-love', '--count', '5'], { command: 'mood', args: { mood: 'in-love', count: 5 } }],
    [['mood', '-n', '2', 'sad', '--json'], { command: 'mood', args: { mood: 'sad', count: 2 }, json: true }],
    [['song', 'midnight rain'], { command: 'song', args: { song: 'midnight rain', mood: undefined } }],
    [
      ['song', 'x', '--mood', 'sad', '--json'],
      { command: 'song', args: { song: 'x', mood: 'sad' }, json: true },
    ],
    [['model', 'list', '--json'], { command: 'model-list', args: {}, json: true }],
    [['model', 'rollback'], { command: 'model-rollback', args: { modelId: undefined } }],
    [['model', 'rollback', '3'], { command: 'model-rollback', args: { modelId: 3 } }],
    [['sources', 'list', '--json'], { command: 'sources-list', args: {}, json: true }],
    [['sources', 'add', '@lofi'], { command: 'sources-add', args: { source: '@lofi' } }],
    [['sources', 'add', 'rainy', 'lofi', '--json'], { args: { source: 'rainy lofi' }, json: true }],
    [['sources', 'add', '--', '-live', 'lofi'], { command: 'sources-add', args: { source: '-live lofi' } }],
    [['sources', 'pause', '3'], { command: 'sources-pause', args: { source: '3' } }],
    [['sources', 'resume', 'Lofi', 'Girl'], { command: 'sources-resume', args: { source: 'Lofi Girl' } }],
    [['sources', 'remove', '3', '--json'], { command: 'sources-remove', args: { source: '3' }, json: true }],
    [['ingest'], { command: 'ingest', args: {} }],
    [['refresh', '--json'], { command: 'refresh', args: {}, json: true }],
    [['doctor'], { command: 'doctor', args: {} }],
    [['retrain', '--json'], { command: 'retrain', args: {}, json: true }],
    [['stats'], { command: 'stats', args: {}, json: false }],
    [['import', 'songs.csv'], { command: 'import', args: {}, file: 'songs.csv' }],
    [['import'], { command: 'import', file: '-' }],
    [['import', '-'], { command: 'import', file: '-' }],
    [['export'], { command: 'export', args: { withTexts: false }, file: '-' }],
    [['export', '--with-texts'], { command: 'export', args: { withTexts: true }, file: '-' }],
    [['export', 'songs.csv', '--json'], { command: 'export', file: 'songs.csv', json: true }],
    [['register'], { command: 'register', args: { force: false } }],
    [['register', '--force'], { command: 'register', args: { force: true } }],
  ])('%j', (argv, expected) => {
    expect(parse(...argv).invocation).toMatchObject(expected);
  });

  test.each([
    [[], /which command/i],
    [['play'], /unknown command 'play'/i],
    [['mood'], /missing required argument 'mood'/i],
    [['mood', 'grumpy'], /'grumpy' is invalid.*happy, in-love, sad, confident-sassy, chill, angry/i],
    [['mood', 'chill', '--count', '0'], /number from 1 to 5/],
    [['mood', 'chill', '--count', '6'], /number from 1 to 5/],
    [['mood', 'chill', '--count', '1e0'], /number from 1 to 5/],
    [['mood', 'chill', 'sad'], /too many arguments/i],
    [['song', 'x', '--mood', 'grumpy'], /allowed choices are happy/i],
    [['model'], /which command\? list, rollback/i],
    [['sources'], /which command\? list, add, pause, resume, remove/i],
    [['sources', 'add'], /missing required argument 'source'/i],
    [['sources', 'forget', '3'], /unknown command 'forget'/i],
    [['model', 'rollback', '0'], /the number of a model/],
    [['model', 'rollback', '2147483648'], /the number of a model/],
    [['stats', '--loud'], /unknown option '--loud'/i],
    [['export', '--json'], /name a file/],
  ])('%j makes no sense', (argv, problem) => {
    expect(() => parse(...argv)).toThrow(UsageError);
    expect(() => parse(...argv)).toThrow(problem);
  });
});

describe('help', () => {
  test('names every command and every exit code', () => {
    const { invocation, written } = parse('--help');
    expect(invocation).toBeUndefined();
    const first = Object.keys(CLI_COMMANDS).map((name) => typed(name)[0]);
    for (const name of first) expect(written).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const code of Object.values(EXIT)) expect(written).toMatch(new RegExp(`^  ${code} `, 'm'));
  });

  test.each(Object.keys(CLI_COMMANDS))('of %s has examples that parse', (name) => {
    const { written } = parse(...typed(name), '--help');
    const examples = [...written.matchAll(/moodring -- (.+)$/gm)].map(([, example = '']) => example);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const argv = example.split(/ [<>]/)[0]?.split(' ') ?? [];
      expect(parse(...argv).invocation).toMatchObject({ command: name });
    }
  });

  test('names settings as they are called', () => {
    const { written } = parse('--help');
    const named = written.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
    expect(named).not.toHaveLength(0);
    for (const variable of named) expect(VARIABLES).toContain(variable);
  });

  test('shows the version', () => {
    expect(parse('--version').written).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
