/**
 * How well the classifier reads moods from text.
 *
 *   npm run bench:accuracy -- [--data DIR] [--repeats N] [--json]
 *   npm run bench:accuracy -- --tried [--data DIR] [--repeats N] [--json]
 *   npm run bench:accuracy -- --train A.csv --test B.csv [--json]
 *
 * Without `--train`, every `*.csv` in DIR (default `../shared/data`) is one data set, measured by stratified five-fold
 * cross-validation, five times, songs with the same title or description in one fold. With it, one model is trained on
 * A, its penalty and calibration chosen within A alone, and measured on B. With `--tried` the features in use are
 * compared with what they would be with one thing changed.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readExamples } from './accuracy/examples.ts';
import { crossValidated, type Result, trainedAndTested } from './accuracy/measures.ts';
import { table } from './accuracy/table.ts';
import { VARIANTS } from './accuracy/variants.ts';
import { wholeNumber } from './whole-number.ts';

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    repeats: { type: 'string', default: '5' },
    train: { type: 'string' },
    test: { type: 'string' },
    tried: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

function results(): Result[] {
  const { train, test } = flags;
  if (train !== undefined && test !== undefined) {
    return [trainedAndTested(basename(test, '.csv'), readExamples(train), readExamples(test))];
  }
  if (train !== undefined || test !== undefined) throw new Error('--train and --test go together');
  const repeats = wholeNumber('--repeats', flags.repeats);
  return readdirSync(flags.data)
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .map((file) => ({ name: basename(file, '.csv'), examples: readExamples(join(flags.data, file)) }))
    .filter(({ examples }) => examples.length > 0)
    .flatMap(({ name, examples }) =>
      flags.tried
        ? Object.entries(VARIANTS).map(([variant, features]) =>
            crossValidated(`${name}: ${variant}`, examples, repeats, features),
          )
        : [crossValidated(name, examples, repeats)],
    );
}

const measured = results();
process.stdout.write(flags.json ? `${JSON.stringify(measured, null, 2)}\n` : table(measured));
