import { CLI_COMMANDS, type CommandName } from '../commands/index.ts';
import { exportText, importText } from './files.ts';
import { ingestText } from './ingest.ts';
import { modelListText, modelRollbackText } from './model.ts';
import { moodText } from './mood.ts';
import { registerText } from './register.ts';
import { reportText } from './report.ts';
import { retrainText } from './retrain.ts';
import { songText } from './song.ts';
import { statsText } from './stats.ts';

/** How each command's result reads in a terminal. */
export const TEXTS: Readonly<Record<CommandName, (result: unknown) => string>> = {
  mood: (result) => moodText(CLI_COMMANDS.mood.result(result)),
  song: (result) => songText(CLI_COMMANDS.song.result(result)),
  'model-list': (result) => modelListText(CLI_COMMANDS['model-list'].result(result)),
  'model-rollback': (result) => modelRollbackText(CLI_COMMANDS['model-rollback'].result(result)),
  ingest: (result) => ingestText(CLI_COMMANDS.ingest.result(result)),
  retrain: (result) => retrainText(CLI_COMMANDS.retrain.result(result)),
  stats: (result) => statsText(CLI_COMMANDS.stats.result(result)),
  report: (result) => reportText(CLI_COMMANDS.report.result(result)),
  import: (result) => importText(CLI_COMMANDS.import.result(result)),
  export: (result) => exportText(CLI_COMMANDS.export.result(result)),
  register: (result) => registerText(CLI_COMMANDS.register.result(result)),
};
