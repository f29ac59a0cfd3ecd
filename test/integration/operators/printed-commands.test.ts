import path from 'node:path';
import { startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import { fileFor } from '../../support/docs/jsonKinds.ts';
import { commandsOf, type CodeBlock } from '../../support/docs/markdown.ts';
import { operatorPages, type Page } from '../../support/docs/pages.ts';
import { openDocumentedShell, type DocumentedShell } from '../../support/docs/shell.ts';
import { freshRealmName, removeRealms, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { send } from '../../support/scim/send.ts';
import { startReverseProxy, type ReverseProxy } from '../../support/servers/reverseProxy.ts';

/** Printed commands that are not run, and why. */
const NOT_RUN: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^npm ci\b/, 'installs packages; every test run begins with it'],
  [/^npm start$/, 'serves until it is stopped; the bridge of this test stands for it'],
  [
    / realm-config -- list --all$/,
    'asks all realms of the Keycloak, which other tests create and remove meanwhile',
  ],
  [/ enable-console master$/, 'changes the realm master, which the tests share'],
  [/ --token -$/, 'reads a token from standard input'],
  [/ --follow$/, 'follows the log until it is stopped'],
  [/^curl -sN /, 'follows the journal until its stream ends'],
  [
    /^(read -rs SCIM_TOKEN|az login|bash entra\.sh|pwsh |terraform )/,
    'signs in to a tenant of Entra ID, or changes one: the tests have none',
  ],
  [/^(useradd|chown|cp packaging|systemctl|journalctl)\b/, 'changes the machine, as root'],
  [/^sqlite3\b/, 'copies a file with a program that the tests do not need'],
  [
    /^(docker\b|docker\/up\.sh$|install --directory)/,
    'needs a container engine; `npm run image:try` has one',
  ],
  [/^(kubectl|helm)\b/, 'needs a cluster; what Helm would send there is in helm-chart.test.ts'],
];

const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** The files that commands read until the page prints one. */
const FILES = {
  'user.json': { schemas: [USER_SCHEMA], userName: 'lea@example.com' },
  'patch.json': {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value: 'Chief' }],
  },
  'mapping.json': {},
  'authentication.json': {},
  'rules.json': {},
};

const pages = (await operatorPages()).filter(({ code }) =>
  code.blocks.some(({ language }) => language === 'sh'),
);
const acme = freshRealmName();
const globex = freshRealmName();
/** What stands before the names of the example's tenants, and those that are left of its fifty. */
const fleetPrefix = `${freshRealmName()}-`;
const TENANTS = ['adler', 'dohle', 'zeisig'];
const commandsNotRun = new Set<RegExp>();
let reverseProxy: ReverseProxy;
let bridge: TestBridge;
let shell: DocumentedShell;
let variables: Record<string, string>;
let token: string;

async function realmConfig(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runRealmConfig(args, variables);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Creates a realm with everything that the rules of the pages name. */
async function createRealm(name: string): Promise<void> {
  const { admin } = bridge;
  await admin.realms.create(await newRealm(name));
  await admin.groups.create({ realm: name, name: 'staff' });
  for (const role of ['employee', 'seller', 'lead']) await admin.roles.create({ realm: name, name: role });
  const { id } = await admin.clients.create({ realm: name, clientId: 'shop' });
  await admin.clients.createRole({ realm: name, id, name: 'buyer' });
  const authorizationUrl = 'https://corp.example.test/authorize';
  await admin.identityProviders.create({
    realm: name,
    alias: 'corp',
    providerId: 'oidc',
    config: { clientId: 'a', clientSecret: 'b', authorizationUrl, tokenUrl: authorizationUrl },
  });
}

beforeAll(async () => {
  reverseProxy = await startReverseProxy();
  shell = await openDocumentedShell();
  const keyFile = path.join(shell.folder, 'key.jwks');
  await runRealmConfig(['bridge-key', 'new', keyFile], {});
  bridge = await startTestBridge({
    PUBLIC_URL: reverseProxy.url,
    TRUSTED_PROXIES: 'loopback',
    KEYCLOAK_CLIENT_SECRET: '',
    BRIDGE_KEY_FILE: keyFile,
  });
  reverseProxy.setTargets({ bridge: bridge.url, keycloak: bridge.proxy.url });
  const { adminUser, adminPassword } = testKeycloak();
  variables = {
    KEYCLOAK_URL: bridge.proxy.url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    PUBLIC_URL: reverseProxy.url,
    BRIDGE_KEY_FILE: keyFile,
    MANAGEMENT_URL: bridge.managementUrl,
  };
  await createRealm(acme);
  await createRealm(globex);
  for (const realm of [globex, acme]) {
    ({ token } = JSON.parse(await realmConfig('enable', realm, '--json')) as { token: string });
  }
});

afterAll(async () => {
  await shell.close();
  await bridge.close();
  await reverseProxy.close();
  await removeRealms(acme, globex, ...TENANTS.map((tenant) => `${fleetPrefix}${tenant}`));
});

/** Puts what this test run has in the place of what the pages print. */
function substitute(text: string, user: { readonly id: string; readonly userName: string }): string {
  const values: readonly (readonly [RegExp, string])[] = [
    [/https:\/\/id\.example\.com/g, reverseProxy.url],
    [/http:\/\/(127\.0\.0\.1|localhost):8080/g, bridge.proxy.url],
    [/http:\/\/(127\.0\.0\.1|localhost):3001/g, bridge.managementUrl],
    [/\bacme\b/g, acme],
    [/\bglobex\b/g, globex],
    [/(?<=decommission |\/\^)zeisig\b/g, `${fleetPrefix}zeisig`],
    [/\bann@example\.com\b/g, user.userName],
    [/\busername=admin\b/g, `username='${variables.KEYCLOAK_ADMIN ?? ''}'`],
    [/\bKEYCLOAK_ADMIN=admin\b/g, `KEYCLOAK_ADMIN='${variables.KEYCLOAK_ADMIN ?? ''}'`],
    [/\bKEYCLOAK_ADMIN_PASSWORD=…/g, `KEYCLOAK_ADMIN_PASSWORD='${variables.KEYCLOAK_ADMIN_PASSWORD ?? ''}'`],
    [/\bBearer TOKEN\b/g, `Bearer ${token}`],
    [/\/Users\/ID\b/g, `/Users/${user.id}`],
    [/\b8ff09206d7a8\b|(?<=token rotate \S+ )ID\b/g, '$(new_token)'],
    // The bridge has its key already, and another one takes its way through the steps of a rotation.
    [/bridge-key new key\.jwks/g, 'bridge-key new another.jwks'],
    [/\/etc\/scim-bridge\b/g, `${shell.folder}/etc`],
  ];
  return values.reduce((result, [pattern, value]) => result.replaceAll(pattern, value), text);
}

/** What stands before the commands of each page. */
const PRELUDE = [
  // Pages make the key anew, and none is put in the place of another.
  'rm -f another.jwks',
  'curl() { command curl --silent --show-error --fail-with-body "$@"; }',
  'new_token() { npm run -s realm-config -- token new acme --label printed --json | jq -r .id; }',
  `only_some_tenants() { sed -i -nE -e 1p -e 's/^(${TENANTS.join('|')}),/${fleetPrefix}&/p' fleet/tenants.csv; }`,
  ...Object.entries(FILES).map(([file, document]) => `echo '${JSON.stringify(document)}' >${file}`),
];

/** Lets `realm-config test` fail for the key servers of identity providers, and for nothing else: tests do not reach them. */
const withoutKeyServers = (command: string): string =>
  command.includes(' realm-config -- test ')
    ? `{ ${command} | tee tested.txt; } || { grep -q '^x keys of' tested.txt && ! grep '^x ' tested.txt | grep -qv '^x keys of'; }`
    : command;

/** Leaves three tenants of the example that a command writes: fifty realms take Keycloak minutes. */
const withFewTenants = (command: string): string =>
  command.endsWith(' init fleet --example msp') ? `${command} && only_some_tenants` : command;

/** The lines of a script that do what a block says; a document is written into the file that it is meant for. */
function scriptOf({ language, line, text }: CodeBlock): string[] {
  if (language === 'json') {
    const file = fileFor(JSON.parse(text) as object);
    return file === undefined ? [] : [`cat >${file} <<'JSON'\n${text}\nJSON`];
  }
  if (language !== 'sh') return [];
  return commandsOf({ text }).flatMap((command) => {
    const [pattern] = NOT_RUN.find(([notRun]) => notRun.test(command)) ?? [];
    if (pattern !== undefined) commandsNotRun.add(pattern);
    return pattern === undefined
      ? [`echo '# block of line ${line}'`, withFewTenants(withoutKeyServers(command))]
      : [];
  });
}

/** Creates the user that the page calls ann@example.com. */
async function createUser(): Promise<{ id: string; userName: string }> {
  const userName = `ann-${freshRealmName()}@example.com`;
  const { status, body } = await send('POST', `${reverseProxy.url}/realms/${acme}/scim/v2/Users`, {
    body: { schemas: [USER_SCHEMA], userName },
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(status).toBe(201);
  return { id: body.id as string, userName };
}

async function runPage({ code }: Page): Promise<{ code: number | null; screen: string }> {
  // The page before may have switched the realm off, and made it trust others.
  await realmConfig(
    'enable',
    acme,
    '--no-observe',
    '--authentication',
    await shell.write('reset.json', '{}'),
  );
  const script = [...PRELUDE, ...code.blocks.flatMap(scriptOf)].join('\n');
  return shell.run(substitute(script, await createUser()), variables);
}

describe('the printed commands of', () => {
  it.each(pages.map((page) => [page.name, page] as const))('%s work, in their order', async (_, page) => {
    const { code, screen } = await runPage(page);
    const end = screen
      .split('\n')
      .slice(-20)
      .map((line) => line.slice(0, 200));
    expect({ code, end: code === 0 ? [] : end }).toEqual({ code: 0, end: [] });
  });

  it('the pages are run, except those that the table names', () => {
    expect(NOT_RUN.map(([pattern]) => pattern).filter((pattern) => !commandsNotRun.has(pattern))).toEqual([]);
  });
});
