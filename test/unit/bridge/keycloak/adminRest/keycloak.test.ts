import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKeycloak } from '../../../../../bridge/keycloak/adminRest/keycloak.ts';
import { KeycloakError } from '../../../../../bridge/keycloak/port/errors.ts';

let server: Server;
let running = 0;
let maxRunning = 0;

/** Starts a Keycloak that has no realms and answers slowly. */
beforeAll(async () => {
  server = createServer((_request, response) => {
    running += 1;
    maxRunning = Math.max(maxRunning, running);
    void sleep(5).then(() => {
      running -= 1;
      response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":"Realm does not exist"}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const connect = () =>
  createKeycloak({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: 'scim-bridge',
    credential: { secret: 'secret' },
    timeoutMs: 10_000,
    concurrency: 4,
    retries: 0,
    onCall: () => undefined,
  });

describe('opening unknown realms', () => {
  it('asks Keycloak about only a few at once', async () => {
    maxRunning = 0;
    const keycloak = connect();
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => keycloak.realm(`made-up-${i}`)),
    );
    for (const result of results)
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { failure: 'signIn', obstacle: 'noRealm' },
      });
    expect(maxRunning).toBe(4);
  });

  it('fails at once if too many are waiting already', async () => {
    const keycloak = connect();
    const waiting = Promise.allSettled(
      Array.from({ length: 1_004 }, (_, i) => keycloak.realm(`waiting-${i}`)),
    );
    await expect(keycloak.realm('one-too-many')).rejects.toThrow(KeycloakError);
    await expect(keycloak.realm('one-too-many')).rejects.toMatchObject({ failure: 'unavailable' });
    await waiting;
  });
});
