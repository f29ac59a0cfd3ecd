import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { tokenDigest } from '../../../bridge/credentials/static/staticToken.ts';
import { openFleetFixture, type FleetFixture } from '../../support/fixtures/fleetFixture.ts';
import { freshRealmName, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { forwardRequest } from '../../support/servers/forward.ts';
import { start, type Ended } from '../../support/processes/command.ts';

let fleet: FleetFixture;

beforeEach(async () => {
  fleet = await openFleetFixture();
});
afterEach(() => fleet.close());

/** Starts `realm-config` as a process of its own. */
const startRealmConfig = (...args: readonly string[]) => start('realm-config/cli.ts', args, fleet.variables);

/** Runs `realm-config` as a process of its own, and kills it at a call, which Keycloak does not get. */
async function killedAt(isMoment: (call: string) => boolean, ...args: readonly string[]): Promise<Ended> {
  const { process: child, ended } = startRealmConfig(...args);
  fleet.proxy.intercept(({ method = '', url = '' }: IncomingMessage, response) => {
    if (!isMoment(`${method} ${url}`)) return false;
    child.kill('SIGKILL');
    response.destroy();
    return true;
  });
  const result = await ended;
  fleet.proxy.intercept(undefined);
  return result;
}

async function endpointAttributes(realm: string): Promise<Record<string, string>> {
  const [client] = await fleet.admin.clients.find({ realm, clientId: 'scim-endpoint' });
  return (client?.attributes ?? {}) as Record<string, string>;
}

const tokensFolder = (): string => path.join(fleet.folder, 'tokens');
const tokenFile = (realm: string): string => path.join(tokensFolder(), `${realm}.json`);

/** The digest of the token in the file of a realm, and of each token that the realm accepts. */
async function tokenDigests(realm: string): Promise<{ inFile: string; accepted: string[] }> {
  const { tokens } = JSON.parse(await readFile(tokenFile(realm), 'utf8')) as { tokens: { one: string } };
  const accepted = Object.entries(await endpointAttributes(realm))
    .filter(([name]) => name.startsWith('scim.token.'))
    .map(([, record]) => (JSON.parse(record) as { sha256: string }).sha256);
  return { inFile: tokenDigest(realm, tokens.one), accepted };
}

describe('an apply', () => {
  it('that is killed goes on where it was, and a realm that is done is not written again', async () => {
    const [first, second] = [await fleet.realmOfOthers(), await fleet.realmOfOthers()];
    const file = await fleet.write('fleet.json', {
      template: { profile: 'okta', tokens: [{ label: 'one' }] },
      tenants: [{ realm: first }, { realm: second }],
    });
    const apply = ['apply', file, '--yes', '--parallel', '1', '--tokens', tokensFolder()];
    const writesTo = (realm: string) => fleet.writes().filter((call) => call.includes(`/${realm}/`));

    // Killed between two steps of the second realm.
    const scopes = `POST /admin/realms/${second}/client-scopes`;
    const killed = await killedAt((call) => call === scopes, ...apply);
    expect(killed).toMatchObject({ code: null, stdout: `Realm ${first}: 12 changes made\n` });
    expect(await endpointAttributes(first)).toMatchObject({ 'scim.enabled': 'true' });
    expect(writesTo(second).length).toBeGreaterThan(3);
    expect(await endpointAttributes(second)).not.toHaveProperty('scim.enabled');

    // Killed when the token is in its file, and the realm does not accept it yet.
    fleet.proxy.reset();
    const isDelivered = () => existsSync(tokenFile(second));
    const again = await killedAt((call) => call.startsWith('PUT ') && isDelivered(), ...apply);
    expect(again).toMatchObject({ code: null, stdout: '' });
    expect(writesTo(first)).toEqual([]);
    expect((await tokenDigests(second)).accepted).toEqual([]);

    // Not killed.
    fleet.proxy.reset();
    const ended = await fleet.realmConfig(...apply);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/\n2 realms: 1 changed, 1 as described\.\n$/);
    expect(writesTo(first)).toEqual([]);
    for (const realm of [first, second]) {
      const { inFile, accepted } = await tokenDigests(realm);
      expect(accepted).toEqual([inFile]);
    }

    fleet.proxy.reset();
    expect(await fleet.realmConfig(...apply)).toEqual({
      code: 0,
      stdout: '2 realms: 0 to change, 2 as described.\n',
      stderr: '',
    });
    expect(fleet.writes()).toEqual([]);
  });

  it('that is killed lets no user change a user name that could not be changed before', async () => {
    const realm = await fleet.realmOfOthers({ editUsernameAllowed: false });
    const file = await fleet.write('acme.json', { realm });
    const profile = `PUT /admin/realms/${realm}/users/profile`;
    await killedAt((call) => call === profile, 'apply', file, '--yes');
    expect(await fleet.admin.realms.findOne({ realm })).toMatchObject({ editUsernameAllowed: false });
    expect(await fleet.realmConfig('apply', file, '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await fleet.admin.realms.findOne({ realm })).toMatchObject({ editUsernameAllowed: true });
    const { attributes = [] } = await fleet.admin.users.getProfile({ realm });
    expect(attributes.find(({ name }) => name === 'username')?.permissions?.edit).toEqual(['admin']);
  });

  it('overwrites no configuration that was stored while it visited the users', async () => {
    const realm = await fleet.realmOfOthers();
    const file = await fleet.write('acme.json', { realm });
    expect(await fleet.realmConfig('apply', file, '--yes')).toMatchObject({ code: 0 });
    const [client] = await fleet.admin.clients.find({ realm, clientId: 'scim-endpoint' });
    const store = (config: object) =>
      fleet.admin.clients.update(
        { realm, id: client?.id ?? '' },
        { attributes: { 'scim.config': JSON.stringify(config) } },
      );
    // Forgets the index, so that the next run visits all users.
    await store({ version: 1 });
    let isVisited = false;
    fleet.proxy.intercept((request, response) => {
      if (isVisited || !/\/users\/?\?/.test(request.url ?? '')) return false;
      isVisited = true;
      void store({ version: 1, email: 'keep', revision: 7 }).then(() => {
        forwardRequest(testKeycloak().url, request, response);
      });
      return true;
    });
    expect(await fleet.realmConfig('apply', file, '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(isVisited).toBe(true);
    const { 'scim.config': config = '' } = await endpointAttributes(realm);
    expect(JSON.parse(config)).toMatchObject({
      email: 'keep',
      revision: 8,
      indexed: expect.any(Array) as unknown,
    });
  });

  it('goes on if another run makes the same thing at the same moment', async () => {
    const realm = await fleet.realmOfOthers();
    const file = await fleet.write('acme.json', { realm });
    const scopes = `/admin/realms/${realm}/client-scopes`;
    let refused = 0;
    fleet.proxy.intercept(({ method, url }, response) => {
      if (method !== 'POST' || url !== scopes || refused === 2) return false;
      refused += 1;
      response.writeHead(409, { 'Content-Type': 'application/json' });
      response.end('{"errorMessage": "Client Scope scim already exists"}');
      return true;
    });
    expect(await fleet.realmConfig('apply', file, '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(refused).toBe(2);
    fleet.proxy.intercept(undefined);
    expect(await fleet.realmConfig('plan', file)).toMatchObject({ code: 0 });
  });

  it('has the realm accept a token that it has handed over, though another run stored its own at that moment', async () => {
    const realm = await fleet.realmOfOthers();
    const file = await fleet.write('acme.json', { realm, tokens: [{ label: 'one' }] });
    let refused = 0;
    fleet.proxy.intercept(({ method, url = '' }, response) => {
      if (method !== 'PUT' || !url.includes(`${realm}/clients/`) || !existsSync(tokenFile(realm)))
        return false;
      if (refused === 1) return false;
      refused += 1;
      response.writeHead(409, { 'Content-Type': 'application/json' }).end('{"errorMessage": "conflict"}');
      return true;
    });
    const ended = await fleet.realmConfig('apply', file, '--yes', '--tokens', tokensFolder());
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(refused).toBe(1);
    const { inFile, accepted } = await tokenDigests(realm);
    expect(accepted).toEqual([inFile]);
  });

  it('does what a plan file says, though a realm of its fleet could not be planned', async () => {
    const realm = await fleet.realmOfOthers();
    const tenants = [{ realm }, { realm: freshRealmName('nowhere') }];
    const file = await fleet.write('fleet.json', { template: { profile: 'okta' }, tenants });
    const plan = path.join(fleet.folder, 'fleet.plan');
    expect(await fleet.realmConfig('plan', file, '--out', plan)).toMatchObject({ code: 1 });
    expect(await fleet.realmConfig('apply', plan, '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await endpointAttributes(realm)).toMatchObject({ 'scim.profile': 'okta' });
  });

  it('is repeated with the same plan file after it broke off in a realm that it had created', async () => {
    const realm = fleet.newRealmName();
    const document = { realm, create: true, settings: { adminEventsEnabled: true } };
    const file = await fleet.write('new.json', document);
    const plan = path.join(fleet.folder, 'new.plan');
    expect(await fleet.realmConfig('plan', file, '--out', plan)).toMatchObject({ code: 2 });
    fleet.proxy.intercept(({ method, url }, response) => {
      if (method !== 'PUT' || url !== `/admin/realms/${realm}`) return false;
      response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"error": "HTTP 403 Forbidden"}');
      return true;
    });
    expect(await fleet.realmConfig('apply', plan, '--yes')).toMatchObject({ code: 1 });
    fleet.proxy.intercept(undefined);
    expect(await fleet.realmConfig('apply', plan, '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await fleet.admin.realms.findOne({ realm })).toMatchObject({ adminEventsEnabled: true });
  });

  it('revokes a token also in a realm that accepts none now', async () => {
    const realm = await fleet.realmOfOthers();
    const first = await fleet.write('first.json', { realm, tokens: [{ label: 'one' }] });
    expect(await fleet.realmConfig('apply', first, '--yes')).toMatchObject({ code: 0 });
    const authentication = { staticTokens: false, remoteToken: {} };
    const tokens = [{ label: 'one', ensure: 'absent' }];
    const second = await fleet.write('second.json', { realm, authentication, tokens });
    expect(await fleet.realmConfig('apply', second, '--yes')).toMatchObject({ code: 0, stderr: '' });
    const names = Object.keys(await endpointAttributes(realm));
    expect(names.filter((name) => name.startsWith('scim.revoked.'))).toHaveLength(1);
  });

  it.each<[where: string, realmName: () => Promise<string> | string]>([
    ['in a realm that exists', () => fleet.realmOfOthers()],
    ['in a realm that it creates', () => fleet.newRealmName()],
  ])('that runs twice at once ends as its documents say, %s', async (_where, realmName) => {
    const realm = await realmName();
    const file = await fleet.write('acme.json', { realm, create: true, tokens: [{ label: 'one' }] });
    const apply = ['apply', file, '--yes', '--tokens', tokensFolder()];
    const both = await Promise.all([startRealmConfig(...apply).ended, startRealmConfig(...apply).ended]);
    for (const { code, stderr } of both) {
      const refusal = { 0: /^$/, 1: /Keycloak answered 4(00|09) /, 4: /would come on top\. Plan again\.\n$/ };
      expect(stderr).toMatch(refusal[code as keyof typeof refusal]);
    }
    expect((await fleet.realmConfig(...apply)).code).toBe(0);
    const { inFile, accepted } = await tokenDigests(realm);
    expect(accepted).toContain(inFile);
    fleet.proxy.reset();
    expect(await fleet.realmConfig(...apply)).toMatchObject({ code: 0 });
    expect(fleet.writes()).toEqual([]);
  });
});
