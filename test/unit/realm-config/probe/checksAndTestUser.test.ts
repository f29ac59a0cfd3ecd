import { failed, outcomes, useProbes, userName } from './probes.ts';

const { probed, usersLeft, bridge } = useProbes();

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
    const requests = bridge()?.requests.join('\n') ?? '';
    expect(requests).toMatch(new RegExp(String.raw`^GET /Users\?filter=userName\+eq\+%22${guid}%22$`, 'm'));
    expect(requests).toContain('GET /Users?startIndex=1&count=2');
    expect(requests).not.toMatch(/POST|PATCH|DELETE/);
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
    expect(bridge()?.requests.some((request) => request.startsWith('DELETE'))).toBe(true);
    expect(await usersLeft()).toBe(0);
  });
});
