import type { z } from 'zod';
import type { Config } from '../config.ts';
import { ControlProtocolError } from '../control/errors/control-protocol-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Services } from '../services.ts';

/** The settings that commands read; the ones of the process that runs the command count. */
export type CommandConfig = Pick<Config, 'discordToken' | 'discordApiUrl' | 'controlGuildIds'>;

/** What a command works on. */
export interface CommandDependencies extends Omit<Services, 'stop'> {
  readonly config: CommandConfig;
}

/** How far a command has come. */
export interface CommandProgress {
  /** What is being done, for people. */
  readonly stage: string;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
  /** What exactly is at hand. */
  readonly note?: string | undefined;
}

/** A command's way to whoever asked for it, in this process or at the other end of the control socket. */
export interface CommandIo {
  progress(progress: CommandProgress): void;
  /** The text handed in with the command, piece by piece. */
  input(): AsyncIterable<string>;
  /** Hands text out; resolves when more may come. */
  output(text: string): Promise<void>;
  /** Aborts when the command is to end early. */
  readonly signal: AbortSignal;
}

export interface CommandSpec<Args, Result> {
  readonly args: z.ZodType<Args>;
  /** Plain JSON: it may have to go over the control socket, and `--json` prints it as it is. */
  readonly result: z.ZodType<Result>;
  /** The doing; what it looks like in a terminal is `texts/`. */
  run(deps: CommandDependencies, args: Args, io: CommandIo): Promise<Result>;
  /** What to exit with after a result; 0 when left out. */
  exitCode?(result: Result): number;
}

/** A command whose arguments and result are judged whenever they come in from outside. */
export interface CliCommand<Result = unknown> {
  /** @throws ControlProtocolError for arguments that are none of this command's. */
  run(deps: CommandDependencies, args: unknown, io: CommandIo): Promise<Result>;
  /** @throws ControlProtocolError for what is no result of this command. */
  result(value: unknown): Result;
  exitCode(result: unknown): number;
}

/** Makes a command from its parts. */
export function defineCommand<Args, Result>(spec: CommandSpec<Args, Result>): CliCommand<Result> {
  const result = (value: unknown) => judge(spec.result, value, 'result');
  return {
    run: (deps, args, io) => spec.run(deps, judge(spec.args, args, 'arguments'), io),
    result,
    exitCode: (value) => spec.exitCode?.(result(value)) ?? EXIT.ok,
  };
}

function judge<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw new ControlProtocolError(`unexpected ${what} (${issue?.path.join('.')}: ${issue?.message})`, {
    cause: error,
  });
}
