import { generate } from 'selfsigned';

/** A key and its certificate, both PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** The kinds of certificates that a client does not accept, or only with its CA. */
export interface Certificates {
  readonly ca: Certificate;
  /** Signed by the CA, for 127.0.0.1. */
  readonly good: Certificate;
  readonly selfSigned: Certificate;
  /** Signed by the CA, for another host. */
  readonly otherHost: Certificate;
  /** Signed by the CA, for 127.0.0.1, until yesterday. */
  readonly expired: Certificate;
}

const DAY_MS = 86_400_000;

const EC = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** Makes a CA, and the certificates. */
export async function makeCertificates(): Promise<Certificates> {
  const name = (value: string) => [{ name: 'commonName', value }];
  const { private: caKey, cert: caCert } = await generate(name('CA of the test'), {
    ...EC,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  async function leaf(host: string, options: Parameters<typeof generate>[1] = {}): Promise<Certificate> {
    const isAddress = /^[\d.]+$/.test(host);
    const altNames = [isAddress ? { type: 7 as const, ip: host } : { type: 2 as const, value: host }];
    const { private: key, cert } = await generate(name(host), {
      ...EC,
      ca: { key: caKey, cert: caCert },
      extensions: [{ name: 'subjectAltName', altNames }],
      ...options,
    });
    return { key, cert };
  }
  const [good, selfSigned, otherHost, expired] = await Promise.all([
    leaf('127.0.0.1'),
    generate(name('127.0.0.1'), EC).then(({ private: key, cert }) => ({ key, cert })),
    leaf('id.example.com'),
    leaf('127.0.0.1', {
      notBeforeDate: new Date(Date.now() - 2 * DAY_MS),
      notAfterDate: new Date(Date.now() - DAY_MS),
    }),
  ]);
  return { ca: { key: caKey, cert: caCert }, good, selfSigned, otherHost, expired };
}
