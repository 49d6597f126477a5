import type { CliCommand } from '../command.ts';
import { doctor } from './doctor.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { ingest } from './ingest.ts';
import { modelList } from './model-list.ts';
import { modelRollback } from './model-rollback.ts';
import { mood } from './mood.ts';
import { refresh } from './refresh.ts';
import { register } from './register.ts';
import { report } from './report.ts';
import { retrain } from './retrain.ts';
import { song } from './song.ts';
import { sourcesAdd, sourcesList, sourcesPause, sourcesRemove, sourcesResume } from './sources.ts';
import { stats } from './stats.ts';

/** The commands by the names they are called by, on the command line and over the control socket. */
export const CLI_COMMANDS = {
  mood,
  song,
  'model-list': modelList,
  'model-rollback': modelRollback,
  'sources-list': sourcesList,
  'sources-add': sourcesAdd,
  'sources-pause': sourcesPause,
  'sources-resume': sourcesResume,
  'sources-remove': sourcesRemove,
  ingest,
  refresh,
  retrain,
  stats,
  doctor,
  report,
  import: importCommand,
  export: exportCommand,
  register,
} as const satisfies Readonly<Record<string, CliCommand>>;

export type CommandName = keyof typeof CLI_COMMANDS;
