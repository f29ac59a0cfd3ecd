import type { MemoryBridgeOptions } from '../../../support/servers/memoryBridge.ts';
import { failed, useProbes } from './probes.ts';

const { probed, usersLeft, bridge } = useProbes();

const json = (status: number, body: unknown, type = 'application/json'): MemoryBridgeOptions => ({
  instead: (_request, response) => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
    return true;
  },
});

describe('the test of a SCIM URL', () => {
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
      text.replaceAll(bridge()?.url ?? '', 'https://elsewhere.test/realms/acme/scim/v2');
    const result = await probed({ alter: (answer) => ({ ...answer, text: other(answer.text) }) });
    expect(failed(result)[0]).toMatchObject({
      check: 'addresses in answers',
      seen: 'meta.location is https://elsewhere.test/realms/acme/scim/v2/ServiceProviderConfig',
      remedy: expect.stringContaining('Set PUBLIC_URL') as string,
    });
  });
});
