/** Another program listens on the port already. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super(`Port ${port} is in use already. Set PORT to another number, such as PORT=${port + 1}.`, options);
    this.port = port;
  }
}
