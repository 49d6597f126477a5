/** The other side of the control socket sent what the protocol does not allow. */
export class ControlProtocolError extends Error {
  override readonly name = 'ControlProtocolError';

  constructor(problem: string, options?: ErrorOptions) {
    super(`The control socket's other side does not follow the protocol: ${problem}`, options);
  }
}
