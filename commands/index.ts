import type { Command } from '../src/discord/command.ts';
import { doctor } from './doctor.ts';
import { ingest } from './ingest.ts';
import { model } from './model.ts';
import { mood } from './mood.ts';
import { retrain } from './retrain.ts';
import { song } from './song.ts';
import { sources } from './sources.ts';
import { suggest } from './suggest.ts';

/** Every slash command. */
export const COMMANDS: readonly Command[] = [mood, song, suggest, model, retrain, sources, ingest, doctor];
