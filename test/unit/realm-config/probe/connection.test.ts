import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { probe } from '../../../../realm-config/probe/probe.ts';
import { failed, optionsFor, outcomes, useProbes } from './probes.ts';

const { probed } = useProbes();

describe('the connection to a SCIM URL', () => {
  it('says that a host name has no address', async () => {
    const result = await probe(optionsFor('https://id.nowhere.invalid/realms/acme/scim/v2', {}));
    expect(failed(result)).toMatchObject([{ check: 'name resolution' }]);
    expect(result.providers[1]?.shows).toMatch(/^Error authenticating: id\.nowhere\.invalid: |Connect to/);
    expect(outcomes(result)).toMatchObject({ 'TCP connection': 'not checked', credential: 'not checked' });
  });

  it('says that nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const result = await probe(optionsFor(`http://127.0.0.1:${port}/realms/acme/scim/v2`, {}));
    expect(failed(result)).toMatchObject([
      { check: 'TCP connection', seen: 'The connection is refused (ECONNREFUSED).' },
    ]);
    expect(result.providers[1]?.shows).toBe(
      `Error authenticating: Connect to 127.0.0.1:${port} failed: Connection refused`,
    );
  });

  it('does not accept a self-signed certificate', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
      keySize: 2048,
      algorithm: 'sha256',
    });
    const result = await probed({ tls: { key, cert } });
    expect(failed(result)).toMatchObject([
      {
        check: 'TLS certificate',
        seen: 'The certificate is self-signed, or of a private authority (DEPTH_ZERO_SELF_SIGNED_CERT).',
      },
    ]);
    expect(result.providers.map(({ shows }) => shows)).toEqual([
      expect.stringContaining('An error occurred while sending the request'),
      expect.stringContaining('PKIX path building failed'),
    ]);
  });
});
