import type { Command } from '../src/discord/command.ts';
import { mood } from './mood.ts';
import { retrain } from './retrain.ts';

/** Every slash command. */
export const COMMANDS: readonly Command[] = [mood, retrain];
