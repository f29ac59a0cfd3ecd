import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../dev/freePort.ts';
import type { RunningKeycloak } from '../../dev/keycloak/launch.ts';
import { SetupError } from '../../dev/setupError.ts';
import type { Engine } from './engine.ts';

/** What a container of the image is started with. */
export interface Place {
  readonly engine: Engine;
  readonly image: string;
  /** The folder of the bridge's key, which the container's user owns. */
  readonly keys: string;
  readonly keycloak: RunningKeycloak;
  readonly realm: string;
}

/** A bridge in a container, which serves one realm. */
export interface BridgeContainer {
  readonly usersUrl: string;
  readonly consoleUrl: string;
  readonly token: string;
  /** Stops it as an orchestrator does, and gives its exit code. */
  stop(): Promise<string>;
  /** Removes it with its volume. */
  remove(): Promise<unknown>;
}

const KEY_FOLDER = '/run/secrets/scim-bridge';
const KEY_FILE = `${KEY_FOLDER}/key.jwks`;
const HEALTHY_WITHIN_MS = 30_000;

/** The options of `docker run` for a container with no more rights than it needs. */
const HARDENED = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--network=host'];

async function waitUntilHealthy(engine: Engine, container: string): Promise<void> {
  const format = '{{.State.Status}} {{.State.Health.Status}}';
  const began = Date.now();
  let state: string;
  while ((state = await engine.docker('inspect', '--format', format, container)) !== 'running healthy') {
    if (!state.startsWith('running') || Date.now() - began > HEALTHY_WITHIN_MS) {
      throw new SetupError(`The container is ${state}:\n${await engine.docker('logs', container)}`);
    }
    await sleep(200);
  }
}

/** Makes the bridge's key, enables the realm and starts the bridge, each in a container of the image. */
export async function startBridge({ engine, image, keys, keycloak, realm }: Place): Promise<BridgeContainer> {
  const [port, managementPort] = [await freePort(), await freePort()];
  const bridge = {
    KEYCLOAK_URL: keycloak.url,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    BRIDGE_KEY_FILE: KEY_FILE,
  };
  const administrator = {
    KEYCLOAK_ADMIN: keycloak.adminUser,
    KEYCLOAK_ADMIN_PASSWORD: keycloak.adminPassword,
  };
  const runWith = (variables: Record<string, string>, ...args: string[]): Promise<string> => {
    const passed = Object.keys(variables).flatMap((name) => ['--env', name]);
    return engine.dockerWith(variables, 'run', ...HARDENED, ...passed, ...args);
  };
  await runWith(
    {},
    '--rm',
    '--volume',
    `${keys}:${KEY_FOLDER}`,
    image,
    'realm-config',
    'bridge-key',
    'new',
    KEY_FILE,
  );
  const withKey = ['--volume', `${keys}:${KEY_FOLDER}:ro`];
  const ports = { PORT: String(port), MANAGEMENT_PORT: String(managementPort), HOST: '127.0.0.1' };
  const container = await runWith(
    { ...bridge, ...ports },
    '--detach',
    '--health-interval=1s',
    ...withKey,
    image,
  );
  const remove = (): Promise<unknown> => engine.docker('rm', '--force', '--volumes', container);
  try {
    await waitUntilHealthy(engine, container);
    const management = { MANAGEMENT_URL: `http://127.0.0.1:${managementPort}` };
    const enable = ['realm-config', 'enable', realm, '--json'];
    const enabled = await runWith(
      { ...bridge, ...administrator, ...management },
      '--rm',
      ...withKey,
      image,
      ...enable,
    );
    const { token } = JSON.parse(enabled) as { token: string };
    return {
      consoleUrl: `http://127.0.0.1:${managementPort}/realms/${realm}/scim/console/`,
      usersUrl: `${bridge.PUBLIC_URL}/realms/${realm}/scim/v2/Users`,
      token,
      stop: async () => {
        await engine.docker('stop', '--time', '30', container);
        return engine.docker('inspect', '--format', '{{.State.ExitCode}}', container);
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Begins to create a user: sends the request but for the second half of its body, which the result does. */
function beginToCreate(
  { usersUrl, token }: BridgeContainer,
  userName: string,
): () => Promise<IncomingMessage> {
  const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName });
  const half = body.length / 2;
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/scim+json',
    'Content-Length': body.length,
  };
  const sent = request(usersUrl, { method: 'POST', headers });
  const answer = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.write(body.slice(0, half));
  return async () => {
    sent.end(body.slice(half));
    return (await answer)[0];
  };
}

/** Creates a user and gives its id. */
export async function createUser(bridge: BridgeContainer, userName: string): Promise<string> {
  const answer = await beginToCreate(bridge, userName)();
  const { id, detail } = JSON.parse((await answer.toArray()).join('')) as { id?: string; detail?: string };
  if (id === undefined)
    throw new SetupError(`The user was not created: ${answer.statusCode ?? ''} ${detail ?? ''}`);
  return id;
}

/** Stops the bridge between the two halves of a request. */
export async function createDuringStop(
  bridge: BridgeContainer,
  userName: string,
): Promise<{ status: number | undefined; refused: boolean; exitCode: string }> {
  const finish = beginToCreate(bridge, userName);
  await sleep(500);
  const stopped = bridge.stop();
  await sleep(1_000);
  const refused = await fetch(bridge.usersUrl).then(
    () => false,
    () => true,
  );
  const { statusCode: status } = await finish();
  return { status, refused, exitCode: await stopped };
}
