import { generate } from 'selfsigned';

/** Certificates in PEM. */
export interface ServerCertificate {
  /** The authority's, which signed the server's. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** An authority and the certificate that it gave a server of this name. */
export async function serverCertificate(name: string): Promise<ServerCertificate> {
  const common = { keyType: 'ec', algorithm: 'sha256' } as const;
  const authority = await generate([{ name: 'commonName', value: 'an authority for tests' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: name }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  return { authority: authority.cert, certificate: server.cert, key: server.private };
}
