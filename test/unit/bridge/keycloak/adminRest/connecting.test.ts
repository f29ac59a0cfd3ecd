import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKeycloak } from '../../../../../bridge/keycloak/adminRest/keycloak.ts';
import { KeycloakError } from '../../../../../bridge/keycloak/port/errors.ts';

let server: Server;
let underWay = 0;
let most = 0;

/** A Keycloak that has no realm and takes its time to say so. */
beforeAll(async () => {
  server = createServer((_request, response) => {
    underWay += 1;
    most = Math.max(most, underWay);
    void sleep(5).then(() => {
      underWay -= 1;
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
    timeout: 10_000,
    concurrency: 4,
    retries: 0,
    onCall: () => undefined,
  });

describe('realm names that strangers make up', () => {
  it('are asked for a few at once', async () => {
    most = 0;
    const keycloak = connect();
    const asked = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => keycloak.realm(`made-up-${i}`)),
    );
    for (const one of asked)
      expect(one).toMatchObject({ status: 'rejected', reason: { failure: 'notFound' } });
    expect(most).toBe(4);
  });

  it('are refused where too many wait already', async () => {
    const keycloak = connect();
    const waiting = Promise.allSettled(
      Array.from({ length: 1_004 }, (_, i) => keycloak.realm(`waiting-${i}`)),
    );
    await expect(keycloak.realm('one-too-many')).rejects.toThrow(KeycloakError);
    await expect(keycloak.realm('one-too-many')).rejects.toMatchObject({ failure: 'unavailable' });
    await waiting;
  });
});
