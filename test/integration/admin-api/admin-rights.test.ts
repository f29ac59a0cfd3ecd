import { ADMIN_ROUTES } from '../../../bridge/admin/routes/routes.ts';
import { CALLER_RIGHTS } from '../../../bridge/keycloak/port/callerRights.ts';
import { accountHolding } from '../../support/admin/accountHolding.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { operatorOf } from '../../support/admin/adminApi.ts';
import { openStream } from '../../support/admin/eventStream.ts';
import { send } from '../../support/scim/send.ts';

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  await realm.scim('POST', '/Users', { userName: 'ann.lee' });
});

afterAll(async () => {
  await bridge.close();
});

const BODIES: Readonly<Record<string, unknown>> = {
  enableRealm: {},
  replaceConfiguration: { enabled: true, profile: 'generic' },
  validateConfiguration: { enabled: true, profile: 'generic' },
  createToken: { label: 'by an operator' },
  rotateToken: {},
  reportSetup: { steps: [{ step: 'a part', outcome: 'created' }] },
  explainUserWith: { user: 'ann.lee' },
  explainRequest: { method: 'GET', target: '/Users' },
  explainFirstCycle: { users: [{ userName: 'ann.lee' }] },
};

/** Calls a route as it is described, and returns the status of its answer; a token of its own stands in the path. */
async function call(route: (typeof ADMIN_ROUTES)[number], token: string): Promise<number> {
  const made = await operatorOf(bridge).admin(realm.name, 'POST', '/tokens', { label: 'to be used' });
  const { id } = made.body as { id: string };
  const path = route.path.replace('{id}', id).replace('{provider}', 'other').replace(/^\/$/, '');
  const query = route.operationId === 'explainUser' ? '?user=ann.lee' : '';
  const body = BODIES[route.operationId];
  const url = `${bridge.managementUrl}/realms/${realm.name}/scim/admin/v1${path}${query}`;
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(route.conditional === 'always' ? { 'If-Match': '*' } : {}),
  };
  if (route.streams === true) {
    const stream = await openStream(url, headers);
    await stream.close();
    return stream.status;
  }
  return (await send(route.method.toUpperCase(), url, { body, headers })).status;
}

describe('the rights that an admin route documents', () => {
  const tokens = new Map<string, Promise<string>>();
  const tokenWith = (rights: readonly string[]): Promise<string> => {
    const key = rights.join(' ');
    const held = tokens.get(key) ?? accountHolding(bridge, realm.name, rights);
    tokens.set(key, held);
    return held;
  };

  it.each(ADMIN_ROUTES.map((route) => [route.operationId, route] as const))(
    'are necessary and sufficient for %s',
    async (_name, route) => {
      const needed = route.rights.split(', ');
      expect(CALLER_RIGHTS).toEqual(expect.arrayContaining(needed));
      expect([200, 201, 204]).toContain(await call(route, await tokenWith(needed)));
      for (const right of needed) {
        const others = needed.filter((one) => one !== right);
        expect([403, 404]).toContain(await call(route, await tokenWith(others)));
      }
    },
  );
});
