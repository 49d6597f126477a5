/**
 * Has errors that nothing caught handled in one place. Node's own way would print the error with all its properties, and
 * those of an HTTP client's errors hold requests with their keys.
 */
export function onUncaught(handle: (error: unknown) => void): void {
  process.on('uncaughtException', handle);
  process.on('unhandledRejection', handle);
}
