import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { start } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { makeCertificates, type Certificate, type Certificates } from '../../support/servers/certificates.ts';

let certificates: Certificates;
let servers: Server[];
const knownCas = getCACertificates('default');

beforeAll(async () => {
  certificates = await makeCertificates();
  servers = [];
});

afterEach(async () => {
  setDefaultCACertificates(knownCas);
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

/** Starts a server with a certificate, which answers nothing of Keycloak and nothing of a bridge. */
async function serverWith(certificate: Certificate): Promise<string> {
  const server = createServer({ ...certificate }, (_request, response) => {
    response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":"nothing"}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const KINDS: readonly [
  kind: keyof Certificates,
  isCaKnown: boolean,
  cause: RegExp,
  tested: RegExp,
  remedy: RegExp,
][] = [
  [
    'selfSigned',
    false,
    /the certificate is not signed by a known CA; name the file .* in NODE_EXTRA_CA_CERTS \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    /The certificate is self-signed, or of a private authority \(DEPTH_ZERO_SELF_SIGNED_CERT\)\./,
    /name its certificate in NODE_EXTRA_CA_CERTS on this machine/,
  ],
  [
    'good',
    false,
    /the certificate is not signed by a known CA; name the file .* in NODE_EXTRA_CA_CERTS \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
    /The certificate does not lead to a known authority \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)\./,
    /send the intermediate certificates too .* NODE_EXTRA_CA_CERTS/,
  ],
  [
    'otherHost',
    true,
    /the certificate is for another host name; use a name that is in the certificate \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    /The certificate is for another host name \(ERR_TLS_CERT_ALTNAME_INVALID\)\./,
    /Use a certificate that names this host/,
  ],
  [
    'expired',
    true,
    /the certificate has expired; renew it \(CERT_HAS_EXPIRED\)/,
    /The certificate has expired \(CERT_HAS_EXPIRED\)\./,
    /Renew it, and let the proxy load the new one\./,
  ],
];

const ADMIN = {
  KEYCLOAK_ADMIN: 'admin',
  KEYCLOAK_ADMIN_PASSWORD: 'x',
  KEYCLOAK_CLIENT_SECRET: 'a-secret-of-24-characters',
};

describe('a certificate that is not accepted', () => {
  it.each(KINDS)('is told with what to do about it: %s', async (kind, isCaKnown, cause, tested, remedy) => {
    if (isCaKnown) setDefaultCACertificates([...knownCas, certificates.ca.cert]);
    const url = await serverWith(certificates[kind]);
    for (const command of ['enable', 'status']) {
      const ended = await runRealmConfig([command, 'acme'], { ...ADMIN, KEYCLOAK_URL: url });
      expect(ended.code).toBe(1);
      expect(ended.stderr).toMatch(
        new RegExp(`^Keycloak does not answer at ${url}: ${cause.source}\\.$`, 'm'),
      );
    }
    const args = ['test', 'acme', '--url', `${url}/realms/acme/scim/v2`, '--token', 'x', '--json'];
    const { code, stdout } = await runRealmConfig(args, {});
    const { checks } = JSON.parse(stdout) as { checks: { check: string; outcome: string }[] };
    expect(code).toBe(1);
    expect(checks.find(({ check }) => check === 'TLS certificate')).toEqual({
      check: 'TLS certificate',
      outcome: 'fail',
      seen: expect.stringMatching(tested) as string,
      remedy: expect.stringMatching(remedy) as string,
    });
  });
});

describe('a certificate of a private CA', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ca-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('is accepted if NODE_EXTRA_CA_CERTS names that of the CA, and providers are said not to know it', async () => {
    const file = path.join(folder, 'ca.pem');
    await writeFile(file, certificates.ca.cert);
    const url = await serverWith(certificates.good);
    const args = ['test', 'acme', '--url', `${url}/realms/acme/scim/v2`, '--token', 'x'];
    const { stdout } = await start('realm-config/cli.ts', args, { NODE_EXTRA_CA_CERTS: file }).ended;
    // The certificate of the test lives long enough not to be renewed soon.
    expect(stdout).toMatch(
      /^warning +TLS certificate +Valid until \S+, of an authority that this machine knows/m,
    );
    expect(stdout).toContain('Keycloak answered (404: nothing), not the bridge.');
  });
});
