import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder, publishOnce } from '../../../dev/cache.ts';
import { run, startGuarded } from '../../../dev/guarded.ts';
import { administrator } from '../keycloak/adminRestRealm.ts';

/** A person in the directory. */
export interface LdapPerson {
  readonly uid: string;
  readonly givenName: string;
  readonly surname: string;
  readonly mail: string;
}

/** A running LDAP server; its data is in memory. */
export interface LdapServer {
  readonly port: number;
  readonly bindPassword: string;
  stop(): Promise<void>;
}

/** How Keycloak treats the people of a directory. */
export interface Federation {
  readonly editMode: 'READ_ONLY' | 'WRITABLE' | 'UNSYNCED';
  /** Whether Keycloak keeps a copy of whoever it has seen. */
  readonly importsUsers: boolean;
}

const VERSION = '7.0.3';
const BIND_DN = 'cn=keycloak';
const PEOPLE_DN = 'ou=people,dc=example,dc=org';

const READY_WITHIN_MS = 30_000;

/** The UnboundID LDAP SDK from Maven Central, fetched once; it has an LDAP server for tests in it. */
async function ensureSdk(): Promise<string> {
  const name = `unboundid-ldapsdk-${VERSION}`;
  const folder = await publishOnce(join(cacheFolder(process.env), name), async (part) => {
    const { code, lastWords } = await run([
      'mvn',
      '-q',
      '-B',
      '--strict-checksums',
      'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy',
      `-Dartifact=com.unboundid:unboundid-ldapsdk:${VERSION}`,
      `-DoutputDirectory=${join(part, name)}`,
    ]);
    if (code !== 0) throw new Error(`Maven could not fetch ${name} (code ${code}): ${lastWords}`);
    return join(part, name);
  });
  return join(folder, `${name}.jar`);
}

const toLdif = (people: readonly LdapPerson[]): string =>
  [
    'dn: dc=example,dc=org\nobjectClass: domain\ndc: example',
    `dn: ${PEOPLE_DN}\nobjectClass: organizationalUnit\nou: people`,
    ...people.map(
      ({ uid, givenName, surname, mail }) =>
        `dn: uid=${uid},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${givenName}\nsn: ${surname}\nmail: ${mail}`,
    ),
  ].join('\n\n');

/** Starts an LDAP server with these people on a free port; stop it in `afterAll`. */
export async function startLdap(people: readonly LdapPerson[]): Promise<LdapServer> {
  const jar = await ensureSdk();
  const folder = await mkdtemp(join(tmpdir(), 'ldap-'));
  const ldif = join(folder, 'people.ldif');
  await writeFile(ldif, toLdif(people));
  const bindPassword = randomBytes(12).toString('base64url');
  const { JAVA_HOME = '' } = process.env;
  const server = startGuarded([
    JAVA_HOME === '' ? 'java' : join(JAVA_HOME, 'bin', 'java'),
    '-Xmx64m',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    jar,
    'com.unboundid.ldap.listener.InMemoryDirectoryServerTool',
    '--baseDN=dc=example,dc=org',
    `--ldifFile=${ldif}`,
    `--additionalBindDN=${BIND_DN}`,
    `--additionalBindPassword=${bindPassword}`,
  ]);
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline;) {
    await sleep(50);
    const port = /Listening for client connections on port (\d+)/.exec(server.stdout())?.[1];
    if (port !== undefined) return { port: Number(port), bindPassword, stop };
  }
  await stop();
  throw new Error(`The LDAP server did not start; its last words:\n${server.lastWords()}`);
}

/** Addresses under which Keycloak might reach this machine: itself, or from within a container. */
function addresses(): string[] {
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outer = interfaces.filter(({ internal, family }) => !internal && family === 'IPv4');
  return ['127.0.0.1', ...outer.map(({ address }) => address)];
}

/** Lets a realm have the people of a directory; gives the id of the provider. */
export async function federate(realm: string, server: LdapServer, federation: Federation): Promise<string> {
  const admin = administrator();
  const credentials = { bindDn: BIND_DN, bindCredential: server.bindPassword, authType: 'simple' };
  for (const address of addresses()) {
    const connectionUrl = `ldap://${address}:${server.port}`;
    const test = { ...credentials, action: 'testAuthentication', connectionUrl };
    if ((await admin('POST', `/${realm}/testLDAPConnection`, test)).status !== 204) continue;
    const config = {
      ...credentials,
      connectionUrl,
      editMode: federation.editMode,
      importEnabled: String(federation.importsUsers),
      usersDn: PEOPLE_DN,
      userObjectClasses: 'inetOrgPerson',
      usernameLDAPAttribute: 'uid',
      rdnLDAPAttribute: 'uid',
      uuidLDAPAttribute: 'entryUUID',
      vendor: 'other',
      searchScope: '1',
      cachePolicy: 'NO_CACHE',
    };
    const answer = await admin('POST', `/${realm}/components`, {
      name: 'ldap',
      providerId: 'ldap',
      providerType: 'org.keycloak.storage.UserStorageProvider',
      config: Object.fromEntries(Object.entries(config).map(([name, value]) => [name, [value]])),
    });
    if (answer.status !== 201) throw new Error(`federate: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.location?.split('/').pop() ?? '';
  }
  throw new Error(`Keycloak does not reach the LDAP server on port ${server.port} of this machine.`);
}
