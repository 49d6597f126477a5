import type { Command } from '../src/discord/command.ts';
import { model } from './model.ts';
import { mood } from './mood.ts';
import { retrain } from './retrain.ts';
import { song } from './song.ts';

/** Every slash command. */
export const COMMANDS: readonly Command[] = [mood, song, model, retrain];
