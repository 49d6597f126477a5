import type { CliCommand } from '../command.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { ingest } from './ingest.ts';
import { modelList } from './model-list.ts';
import { modelRollback } from './model-rollback.ts';
import { mood } from './mood.ts';
import { register } from './register.ts';
import { report } from './report.ts';
import { retrain } from './retrain.ts';
import { song } from './song.ts';
import { stats } from './stats.ts';

/** The commands by the names they are called by, on the command line and over the control socket. */
export const CLI_COMMANDS = {
  mood,
  song,
  'model-list': modelList,
  'model-rollback': modelRollback,
  ingest,
  retrain,
  stats,
  report,
  import: importCommand,
  export: exportCommand,
  register,
} as const satisfies Readonly<Record<string, CliCommand>>;

export type CommandName = keyof typeof CLI_COMMANDS;
