import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { distributionKeycloak } from '../../../../dev/keycloak/server.ts';
import { fakeJava, fakeMachine, fakeMaven, type FakeMachine } from '../../../support/processes/fakeTools.ts';

let machine: FakeMachine;
beforeEach(async () => {
  machine = await fakeMachine();
  await machine.tool('java', fakeJava('21.0.1'));
});
afterEach(() => machine.remove());

/** A Keycloak whose `kc.sh start` does this. */
const keycloakThat = (starts: string) =>
  machine.tool('mvn', fakeMaven(`[ "$1" = build ] && exit 0\n${starts}`));

/** A server that answers every request on both ports with the options it was started with. */
const answering = `exec node -e '
  const { createServer } = require("node:http");
  for (const port of process.argv.join(" ").matchAll(/-port=(\\d+)/g))
    createServer((_, answer) => answer.end(process.argv.join(" ") + " " + process.env.KC_DB)).listen(+port[1], "127.0.0.1");
' -- "$@"`;

describe('a Keycloak of our own', () => {
  it('answers on loopback and is gone once stopped', async () => {
    await keycloakThat(answering);
    const launch = machine.launch();
    const keycloak = await distributionKeycloak({ ...launch, env: { ...launch.env, KC_DB: 'postgres' } });
    const answer = await fetch(keycloak.url).then((response) => response.text());
    expect(keycloak.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(answer).toContain('start --optimized --http-host=127.0.0.1');
    expect(answer).toMatch(/undefined$/);
    await keycloak.stop();
    await expect(fetch(keycloak.url)).rejects.toThrow('fetch failed');
  });

  it('shows the last words of a Keycloak that ends early', async () => {
    await keycloakThat('echo "ERROR: Failed to start server"; exit 3');
    await expect(distributionKeycloak(machine.launch())).rejects.toThrow(
      /^Keycloak ended \(code 3\) before it was ready; its last words:\nERROR: Failed to start server$/,
    );
  });

  it('says when a Keycloak that was ready ends by itself', async () => {
    await keycloakThat(
      answering.replace('answer.end(', 'setTimeout(() => process.exit(5), 20) && answer.end('),
    );
    await distributionKeycloak(machine.launch());
    for (let tries = 0; tries < 100 && machine.said.length < 4; tries++) await sleep(20);
    expect(machine.said.at(-1)).toMatch(/^Keycloak ended by itself \(code 5\)/);
  });

  it('stops a Keycloak that is not ready in time', async () => {
    await keycloakThat('echo waiting; exec node -e "setTimeout(() => 0, 60000)"');
    await expect(distributionKeycloak(machine.launch({ readyWithinMs: 300 }))).rejects.toThrow(
      /^Keycloak was not ready after 0\.3 s, so it was stopped; its last words:\nwaiting$/,
    );
  });

  it('refuses a KEYCLOAK_PORT that is taken before it fetches anything', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const env = { ...machine.env, KEYCLOAK_PORT: `${(taken.address() as AddressInfo).port}` };
    await expect(distributionKeycloak(machine.launch({ env }))).rejects.toThrow(
      /^KEYCLOAK_PORT \d+ cannot be used \(.*EADDRINUSE.*\): free it, or unset KEYCLOAK_PORT/,
    );
    taken.close();
    expect(machine.said).toEqual([]);
  });
});
