/** How a connection to a server is encrypted and the server verified, in libpq's words. */
export const TLS_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** The parameters of an address that are about TLS. */
export const TLS_PARAMETERS = [
  'sslmode',
  'ssl',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'uselibpqcompat',
] as const;

/** Words of other drivers for modes of libpq. */
const SYNONYMS: Readonly<Record<string, TlsMode>> = { 'no-verify': 'require' };
const SSL: Readonly<Record<string, TlsMode>> = {
  true: 'verify-full',
  '1': 'verify-full',
  false: 'disable',
  '0': 'disable',
  'no-verify': 'require',
};

/** The mode that an address asks for: `disable` where it says nothing, undefined where what it says is no mode. */
export function tlsModeOf(parameters: URLSearchParams): TlsMode | undefined {
  const mode = parameters.get('sslmode');
  if (mode !== null) return TLS_MODES.find((one) => one === mode) ?? SYNONYMS[mode];
  const ssl = parameters.get('ssl');
  if (ssl !== null) return SSL[ssl];
  // The system's authorities verify names, as libpq has it.
  return parameters.has('sslrootcert') ? 'verify-full' : 'disable';
}
