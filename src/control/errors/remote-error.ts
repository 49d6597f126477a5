import type { ErrorReport } from '../error-report.ts';

/** A command failed in the process that ran it for us. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly report: ErrorReport;

  constructor(report: ErrorReport, options?: ErrorOptions) {
    super(report.message, options);
    this.report = report;
  }
}
