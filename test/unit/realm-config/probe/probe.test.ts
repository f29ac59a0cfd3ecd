import { createServer } from 'node:net';
import { generate } from 'selfsigned';
import type { AddressInfo } from 'node:net';
import { probe, type ProbeOptions, type ProbeResult } from '../../../../realm-config/probe/probe.ts';
import {
  MEMORY_TOKEN,
  startMemoryBridge,
  type MemoryBridge,
  type MemoryBridgeOptions,
} from '../../../support/servers/memoryBridge.ts';

const userName = 'scim-test-1@example.invalid';
let bridge: MemoryBridge | undefined;

afterEach(async () => {
  await bridge?.close();
  bridge = undefined;
});

const optionsFor = (url: string, options: Partial<ProbeOptions>): ProbeOptions => ({
  realm: 'acme',
  url,
  credential: { authorization: `Bearer ${MEMORY_TOKEN}`, basicToken: MEMORY_TOKEN },
  withoutCredential: '',
  withoutUser: undefined,
  observes: false,
  user: { userName, email: userName },
  timeoutMs: 5_000,
  ...options,
});

async function probed(
  misbehaviour: MemoryBridgeOptions = {},
  options: Partial<ProbeOptions> = {},
): Promise<ProbeResult> {
  bridge = await startMemoryBridge(misbehaviour);
  return probe(optionsFor(bridge.url, options));
}

const outcomes = ({ checks }: ProbeResult): Record<string, string> =>
  Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome]));

const failed = ({ checks }: ProbeResult) => checks.filter(({ outcome }) => outcome === 'fail');

const usersLeft = async (): Promise<number> =>
  (await bridge?.scim.send('GET', '/Users'))?.body.totalResults as number;

const json = (status: number, body: unknown, type = 'application/json'): MemoryBridgeOptions => ({
  instead: (_request, response) => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
    return true;
  },
});

describe('the test of a SCIM URL', () => {
  it('passes every check of a bridge, and leaves no user', async () => {
    const result = await probed();
    expect(outcomes(result)).toEqual({
      address: 'warning',
      'name resolution': 'pass',
      'TCP connection': 'pass',
      'TLS certificate': 'not checked',
      'route to the bridge': 'pass',
      'Authorization header': 'pass',
      credential: 'pass',
      'content type': 'pass',
      'addresses in answers': 'pass',
      'slash at the end': 'pass',
      'Basic authentication': 'pass',
      'wrong credential': 'pass',
      'create a user': 'pass',
      'find the user': 'pass',
      'change the user': 'pass',
      'deactivate the user': 'pass',
      'remove the user': 'pass',
    });
    expect(result.checks[0]?.seen).toMatch(/is an address of this machine itself/);
    expect(result.providers).toMatchObject([
      { provider: 'Microsoft Entra ID', passed: true },
      { provider: 'Okta', passed: true },
    ]);
    expect(result.testUser).toEqual({ userName, removed: true });
    expect(await usersLeft()).toBe(0);
  });

  it('sends the requests of the connection tests as the providers do', async () => {
    await probed({}, { withoutUser: 'Left out.' });
    const guid = '[0-9a-f-]{36}';
    const requests = bridge?.requests.join('\n') ?? '';
    expect(requests).toMatch(new RegExp(String.raw`^GET /Users\?filter=userName\+eq\+%22${guid}%22$`, 'm'));
    expect(requests).toContain('GET /Users?startIndex=1&count=2');
    expect(requests).not.toMatch(/POST|PATCH|DELETE/);
  });

  type Case = [what: string, misbehaviour: MemoryBridgeOptions, check: string, seen: RegExp, remedy: RegExp];
  it.each<Case>([
    [
      'a proxy that sends SCIM to Keycloak',
      json(404, { error: 'Unable to find matching target resource method' }),
      'route to the bridge',
      /^Keycloak answered \(404: Unable to find/,
      /^Let the proxy send \/realms\/<realm>\/scim\/ to the port of the bridge/,
    ],
    [
      "Keycloak's own SCIM API",
      json(401, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '401',
        detail: 'Bearer token required',
      }),
      'route to the bridge',
      /^Keycloak's own SCIM API answered \("Bearer token required"\), not the bridge\.$/,
      /^Let the proxy send .* Switch Keycloak's off/,
    ],
    [
      "Keycloak's page",
      json(404, '<!DOCTYPE html><html><title>Sign in to Keycloak</title></html>', 'text/html'),
      'route to the bridge',
      /^A page of Keycloak/,
      /Let the proxy send/,
    ],
    [
      'a page of the proxy',
      json(404, '<html><h1>404 Not Found</h1></html>', 'text/html'),
      'route to the bridge',
      /has no route for the SCIM paths/,
      /Let the proxy send/,
    ],
    [
      'a proxy that does not reach the bridge',
      json(502, '<html>Bad Gateway</html>', 'text/html'),
      'route to the bridge',
      /answered 502: it does not reach the bridge/,
      /Is the bridge running/,
    ],
    [
      'a firewall that refuses',
      json(403, '<html>blocked</html>', 'text/html'),
      'route to the bridge',
      /Something before the bridge refused/,
      /PATCH and DELETE/,
    ],
    [
      'the management port',
      json(404, { status: 404, title: 'There is nothing here' }),
      'route to the bridge',
      /management port answered/,
      /MANAGEMENT_PORT/,
    ],
    [
      'a sign-in page',
      {
        instead: (_request, response) => {
          response.writeHead(302, { Location: 'https://sso.example.com/login?next=/' }).end();
          return true;
        },
      },
      'route to the bridge',
      /redirect \(302\) to a sign-in page/,
      /Leave the SCIM paths out/,
    ],
    [
      'a redirect',
      {
        instead: (request, response) => {
          response.writeHead(301, { Location: `https://id.example.com${request.url}` }).end();
          return true;
        },
      },
      'route to the bridge',
      /redirect \(301\) to https:\/\/id\.example\.com/,
      /do not follow redirects/,
    ],
    [
      'a proxy that changes the path',
      json(404, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '404',
        detail: 'There is nothing at /Users.',
      }),
      'route to the bridge',
      /The bridge answered 404: There is nothing at/,
      /The proxy changes the path/,
    ],
    [
      'a proxy that strips the header',
      {
        instead: ({ headers }) => {
          delete headers.authorization;
          return false;
        },
      },
      'Authorization header',
      /gets no Authorization header/,
      /let it pass the header on/,
    ],
    [
      'another content type',
      { alter: (answer) => ({ ...answer, headers: { ...answer.headers, 'Content-Type': 'text/plain' } }) },
      'content type',
      /^text\/plain$/,
      /must stay application\/scim\+json/,
    ],
    [
      'a redirect of paths with a slash at the end',
      {
        instead: ({ url = '' }, response) => {
          if (!url.endsWith('/')) return false;
          response.writeHead(308, { Location: url.slice(0, -1) }).end();
          return true;
        },
      },
      'slash at the end',
      /redirect \(308\)/,
      /without a redirect/,
    ],
    [
      'an answer that is no answer',
      {
        instead: (request) => {
          request.socket.destroy();
          return true;
        },
      },
      'route to the bridge',
      /The connection was closed/,
      /https instead of http/,
    ],
    [
      'a proxy that forbids PATCH',
      {
        instead: ({ method }, response) => {
          if (method !== 'PATCH') return false;
          response.writeHead(403, { 'Content-Type': 'text/html' }).end('<html>no</html>');
          return true;
        },
      },
      'change the user',
      /refused the request \(403\)/,
      /PATCH and DELETE/,
    ],
  ])('tells %s, with the way out', async (_what, misbehaviour, check, seen, remedy) => {
    const [failure] = failed(await probed(misbehaviour));
    expect(failure).toMatchObject({
      check,
      seen: expect.stringMatching(seen) as string,
      remedy: expect.stringMatching(remedy) as string,
    });
    expect(await usersLeft()).toBe(0);
  });

  it('says that PUBLIC_URL is another address than the one that was called', async () => {
    const other = (text: string): string =>
      text.replaceAll(bridge?.url ?? '', 'https://elsewhere.test/realms/acme/scim/v2');
    const result = await probed({ alter: (answer) => ({ ...answer, text: other(answer.text) }) });
    expect(failed(result)[0]).toMatchObject({
      check: 'addresses in answers',
      seen: 'meta.location is https://elsewhere.test/realms/acme/scim/v2/ServiceProviderConfig',
      remedy: expect.stringContaining('Set PUBLIC_URL') as string,
    });
  });

  it('says of a wrong token what the providers would show', async () => {
    const result = await probed({}, { credential: { authorization: 'Bearer wrong' } });
    expect(failed(result)).toMatchObject([
      {
        check: 'credential',
        remedy: expect.stringContaining('realm-config log acme --request 4711') as string,
      },
    ]);
    const shown = result.providers.map(({ shows }) => shows);
    expect(shown).toEqual([
      'You appear to have entered invalid credentials. Please confirm you are using the correct information for an administrative account.',
      'Error authenticating: Unauthorized. Errors reported by remote server: The credential is not valid here.',
    ]);
    expect(outcomes(result)['create a user']).toBe('not checked');
  });

  it('expects of a realm that observes that nothing is written', async () => {
    const { seen } = await startObserving();
    expect(seen).toBe('not written, as "mode": "observe" says');
    expect(await usersLeft()).toBe(0);
  });

  /** A bridge that answers creations and writes nothing. */
  async function startObserving() {
    const result = await probed(
      {
        instead: ({ method, url = '' }, response) => {
          if (method !== 'POST') return false;
          const location = `http://127.0.0.1${url}/1`;
          response.writeHead(201, { 'Content-Type': 'application/scim+json', Location: location });
          response.end(JSON.stringify({ schemas: ['x'], id: '1', meta: { location } }));
          return true;
        },
      },
      { observes: true },
    );
    const found = result.checks.find(({ check }) => check === 'find the user');
    return { seen: found?.seen };
  }

  it('removes the user when a step fails', async () => {
    let deletions = 0;
    const result = await probed({
      instead: ({ method }, response) => {
        if (method !== 'DELETE' || (deletions += 1) > 1) return false;
        response.writeHead(500, { 'Content-Type': 'text/plain' }).end('no');
        return true;
      },
    });
    expect(outcomes(result)['remove the user']).toBe('fail');
    expect(result.testUser?.removed).toBe(true);
    expect(await usersLeft()).toBe(0);
  });

  it('removes the user when it is interrupted', async () => {
    const controller = new AbortController();
    const result = await probed(
      {
        instead: ({ method }) => {
          if (method === 'PATCH') controller.abort();
          return method === 'PATCH';
        },
      },
      { signal: controller.signal },
    );
    expect(result.testUser?.removed).toBe(true);
    expect(await usersLeft()).toBe(0);
  });

  it('finds and removes a user whose creation was not answered', async () => {
    const result = await probed(
      {
        alter: (answer) => answer,
        instead: ({ method }, response) => {
          // The bridge creates the user, and the proxy loses the answer.
          if (method === 'POST') response.writeHead = () => response.destroy();
          return false;
        },
      },
      {},
    );
    expect(outcomes(result)['create a user']).toBe('fail');
    expect(bridge?.requests.some((request) => request.startsWith('DELETE'))).toBe(true);
    expect(await usersLeft()).toBe(0);
  });
});

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
