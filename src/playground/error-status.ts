/** The HTTP status that an error asks for, as Fastify's own do for requests that are wrong; 500 for any other. */
export function errorStatus(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode;
  return typeof status === 'number' ? status : 500;
}
