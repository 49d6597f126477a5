import { EnvFileError } from '../errors/env-file-error.ts';
import { EXIT } from '../exit.ts';
import { loadEnvFile } from './env-file.ts';
import { firstLine } from './first-line.ts';

/* What is quick comes first, and the rest of the program is loaded once the first line stands there. */

try {
  loadEnvFile({ directory: process.cwd(), env: process.env });
  process.stdout.write(`${firstLine(process.env)}\n`);
  void import('./run-bot.ts');
} catch (error) {
  if (!(error instanceof EnvFileError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT.config;
}
