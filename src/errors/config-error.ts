export interface ConfigProblem {
  readonly variable: string;
  readonly expected: string;
  /** What was found, as it may be shown: a secret's value is never in here. */
  readonly got: string;
}

/** Environment variables that cannot be used, all of them at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    const lines = problems.map(
      ({ variable, expected, got }) => `  ${variable}: expected ${expected}, got ${got}`,
    );
    super(`Please correct these settings:\n${lines.join('\n')}`, options);
    this.problems = problems;
  }
}
