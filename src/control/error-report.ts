import { z } from 'zod';
import { messageOf } from '../../db/errors/explain.ts';
import { ImportRefusedError } from '../catalogue/errors/import-refused-error.ts';
import { ConfigError } from '../errors/config-error.ts';
import { UserError } from '../errors/user-error.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { RemoteError } from './errors/remote-error.ts';

/** An error as it goes over the control socket and into `--json`: no stack, no cause, no secret. */
export const errorReport = z.object({
  /** The error's class. */
  name: z.string(),
  message: z.string(),
  exitCode: z.int().min(1).max(255),
  /** A UserError's identifier. */
  id: z.string().optional(),
  /** What a ConfigError complains about. */
  problems: z.array(z.object({ variable: z.string(), expected: z.string(), got: z.string() })).optional(),
  /** Rows that an import refused; `count` says how many there are in all. */
  rows: z.array(z.object({ line: z.int(), reason: z.string() })).optional(),
  count: z.int().optional(),
});

export type ErrorReport = z.infer<typeof errorReport>;

/** Describes anything that was thrown. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof RemoteError) return error.report;
  const exitCode = exitCodeOf(error);
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), exitCode };
  const report: ErrorReport = { name: error.name, message: messageOf(error), exitCode };
  if (error instanceof UserError) return { ...report, id: error.id };
  if (error instanceof ConfigError) return { ...report, problems: [...error.problems] };
  if (error instanceof ImportRefusedError) return { ...report, rows: [...error.rows], count: error.count };
  return report;
}
