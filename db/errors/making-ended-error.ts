/** What a first start needs at its peak, all processes together, in megabytes; measured by `npm run bench`. */
const NEEDED_MB = 768;

/** The process that makes an empty database was ended by the system, or ended itself for want of memory. */
export class MakingEndedError extends Error {
  override readonly name = 'MakingEndedError';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals, options?: ErrorOptions) {
    super(
      `its making was ended by ${signal}, most likely because there was too little memory. ` +
        `A first start needs ${NEEDED_MB} MB; give it more, or use a PostgreSQL server`,
      options,
    );
    this.signal = signal;
  }
}
