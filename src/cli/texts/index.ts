import { CLI_COMMANDS, type CommandName } from '../commands/index.ts';
import { doctorText } from './doctor.ts';
import { exportText, importText } from './files.ts';
import { ingestText } from './ingest.ts';
import { modelListText, modelRollbackText } from './model.ts';
import { moodText } from './mood.ts';
import { refreshText } from './refresh.ts';
import { registerText } from './register.ts';
import { reportText } from './report.ts';
import { retrainText } from './retrain.ts';
import { songText } from './song.ts';
import {
  sourceAddedText,
  sourcePausedText,
  sourceRemovedText,
  sourceResumedText,
  sourcesText,
} from './sources.ts';
import { statsText } from './stats.ts';

/** How each command's result reads in a terminal. */
export const TEXTS: Readonly<Record<CommandName, (result: unknown) => string>> = {
  mood: (result) => moodText(CLI_COMMANDS.mood.result(result)),
  song: (result) => songText(CLI_COMMANDS.song.result(result)),
  'model-list': (result) => modelListText(CLI_COMMANDS['model-list'].result(result)),
  'model-rollback': (result) => modelRollbackText(CLI_COMMANDS['model-rollback'].result(result)),
  'sources-list': (result) => sourcesText(CLI_COMMANDS['sources-list'].result(result)),
  'sources-add': (result) => sourceAddedText(CLI_COMMANDS['sources-add'].result(result)),
  'sources-pause': (result) => sourcePausedText(CLI_COMMANDS['sources-pause'].result(result)),
  'sources-resume': (result) => sourceResumedText(CLI_COMMANDS['sources-resume'].result(result)),
  'sources-remove': (result) => sourceRemovedText(CLI_COMMANDS['sources-remove'].result(result)),
  ingest: (result) => ingestText(CLI_COMMANDS.ingest.result(result)),
  refresh: (result) => refreshText(CLI_COMMANDS.refresh.result(result)),
  retrain: (result) => retrainText(CLI_COMMANDS.retrain.result(result)),
  stats: (result) => statsText(CLI_COMMANDS.stats.result(result)),
  doctor: (result) => doctorText(CLI_COMMANDS.doctor.result(result)),
  report: (result) => reportText(CLI_COMMANDS.report.result(result)),
  import: (result) => importText(CLI_COMMANDS.import.result(result)),
  export: (result) => exportText(CLI_COMMANDS.export.result(result)),
  register: (result) => registerText(CLI_COMMANDS.register.result(result)),
};
