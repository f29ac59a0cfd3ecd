import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type ProtocolMapperRepresentation from '@keycloak/keycloak-admin-client/lib/defs/protocolMapperRepresentation.js';
import { compose } from '../../bridge/compose.ts';
import { openSetup } from '../../bridge/keycloak/setup.ts';
import { createLogger, type Logger } from '../../bridge/observability/logger.ts';
import { serveBridge, type ConnectionLimits } from '../../bridge/serve.ts';
import { readSettings } from '../../bridge/settings.ts';
import type { MappingDocument } from '../../mappers/document.ts';
import { loadQuirks } from '../../mappers/loadQuirks.ts';
import { enable } from '../../realm-config/apply/enable.ts';
import { startAdminProxy, type AdminProxy } from './adminProxy.ts';
import { adminClient, freshRealmName, testKeycloak } from './keycloak.ts';
import { newRealm } from './newRealm.ts';

/** An answer of the bridge, parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; `undefined` when there is none. */
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into it freely
}

/** A realm with SCIM switched on. */
export interface TestRealm {
  readonly name: string;
  readonly token: string;
  readonly scimUrl: string;
  /** Sends a request to the realm's SCIM endpoint; `path` is relative to it. */
  scim(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** What the bridge logged of one event. */
export interface LogEntry {
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A running bridge before the shared Keycloak. */
export interface TestBridge {
  readonly url: string;
  /** Where health, metrics and the admin API are. */
  readonly managementUrl: string;
  readonly admin: KeycloakAdminClient;
  /** Counts the bridge's calls to Keycloak and can stand in for it. */
  readonly proxy: AdminProxy;
  /** The latest entries of the bridge's log, oldest first. */
  logged(): readonly LogEntry[];
  /** Makes a fresh realm with SCIM switched on. */
  realm(options?: {
    /** Of the realm; one that no other test uses, unless given. */
    name?: string;
    profile?: string;
    settings?: Record<string, unknown>;
    /** What the realm changes in the mapping of its profile. */
    mapping?: MappingDocument;
    /** Mappers that an operator made by hand on the client `scim-endpoint`, before SCIM is switched on. */
    mappers?: readonly ProtocolMapperRepresentation[];
    /** Members of the document `scim.config` that are there before SCIM is switched on. */
    config?: Record<string, unknown>;
    /** Lifecycle rules, as `realm-config enable --lifecycle` takes them. */
    lifecycle?: Readonly<Record<string, unknown>>;
    /** Told of the realm before SCIM is switched on. */
    before?: (name: string) => Promise<void>;
  }): Promise<TestRealm>;
  close(): Promise<void>;
}

/** What every test bridge signs in with. */
export const BRIDGE_SECRET = 'secret-of-the-test-bridge';

function client(scimUrl: string, token: string): TestRealm['scim'] {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${scimUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  };
}

/** Entries of the log that are kept. */
const LOG_LENGTH = 5_000;

/** A log that is kept instead of printed. */
function keptLog(): { log: Logger; entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  const keep = ((message: string, fields?: object) => {
    entries.push({ message, ...fields });
    if (entries.length > LOG_LENGTH) entries.shift();
  }) as Logger['info'];
  return { entries, log: { error: keep, warn: keep, info: keep, debug: keep } };
}

/** Starts a bridge in this process; close it in `afterAll`, which also removes its realms. */
export async function startTestBridge(
  env: Record<string, string> = {},
  askingKeys?: Parameters<typeof compose>[2],
  limits?: Partial<ConnectionLimits>,
): Promise<TestBridge> {
  const { url: keycloakUrl, adminUser, adminPassword } = testKeycloak();
  const admin = await adminClient();
  const proxy = await startAdminProxy(keycloakUrl);
  const settings = readSettings({
    PORT: '0',
    MANAGEMENT_PORT: '0',
    STORE_FILE: ':memory:',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'https://scim.example.test',
    KEYCLOAK_URL: proxy.url,
    KEYCLOAK_CLIENT_SECRET: BRIDGE_SECRET,
    LOG_LEVEL: 'silent',
    ...env,
  });
  const { log, entries } = keptLog();
  const logger = settings.logLevel === 'silent' ? log : createLogger(settings.logLevel);
  const server = await serveBridge(await compose(settings, logger, askingKeys), settings, limits);
  const url = `http://127.0.0.1:${server.port}`;
  const realms: string[] = [];

  return {
    url,
    managementUrl: `http://127.0.0.1:${server.managementPort}`,
    admin,
    proxy,
    logged: () => [...entries],
    async realm({
      name = freshRealmName(),
      profile = 'generic',
      settings: realmSettings = {},
      mapping,
      mappers,
      config,
      lifecycle,
      before,
    } = {}) {
      await admin.realms.create(await newRealm(name, realmSettings));
      if (!realms.includes(name)) realms.push(name);
      if (mappers !== undefined || config !== undefined) {
        const attributes = { 'scim.config': JSON.stringify({ version: 1, ...config }) };
        const protocolMappers = [...(mappers ?? [])];
        await admin.clients.create({ realm: name, clientId: 'scim-endpoint', protocolMappers, attributes });
      }
      await before?.(name);
      const setup = await openSetup(name, {
        url: keycloakUrl,
        adminUser,
        adminPassword,
        adminRealm: 'master',
      });
      const { token = '' } = await enable(setup, {
        profile,
        mapping: mapping === undefined ? undefined : { document: mapping, file: 'mapping.json' },
        ...(lifecycle === undefined ? {} : { lifecycle: { document: lifecycle, file: 'lifecycle.json' } }),
        label: 'test',
        publicUrl: settings.publicUrl,
        bridgeClientId: 'scim-bridge',
        bridgeClientSecret: BRIDGE_SECRET,
        quirks: await loadQuirks(),
        report: () => undefined,
      });
      const scimUrl = `${url}/realms/${name}/scim/v2`;
      return { name, token, scimUrl, scim: client(scimUrl, token) };
    },
    async close() {
      await server.close(1_000);
      await proxy.close();
      for (const realm of realms) await admin.realms.del({ realm });
    },
  };
}
