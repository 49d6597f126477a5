import { ControlProtocolError } from './errors/control-protocol-error.ts';

/** A command's input that lies with the asker. */
export interface AskedInput {
  /** Asks for a piece at a time, so that no more than one is ever held. */
  read(): AsyncGenerator<string, void>;
  /**
   * Answers the question that is open; undefined is the end.
   * @throws ControlProtocolError when none is.
   */
  give(piece: string | undefined): void;
  /** No answer will come any more. */
  fail(reason: Error): void;
}

/** @param ask sends one question for the next piece. */
export function createAskedInput(ask: () => Promise<void>): AskedInput {
  let open: PromiseWithResolvers<string | undefined> | undefined;
  let failure: Error | undefined;
  return {
    async *read() {
      for (;;) {
        if (failure !== undefined) throw failure;
        open = Promise.withResolvers();
        const [piece] = await Promise.all([open.promise, ask()]);
        if (piece === undefined) return;
        yield piece;
      }
    },
    give(piece) {
      if (open === undefined) throw new ControlProtocolError('input came that was not asked for');
      open.resolve(piece);
      open = undefined;
    },
    fail(reason) {
      failure = reason;
      open?.reject(reason);
      open = undefined;
    },
  };
}
