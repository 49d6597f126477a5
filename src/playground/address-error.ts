/** The address that the playground was told to listen on cannot be had on this machine by this user. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}
