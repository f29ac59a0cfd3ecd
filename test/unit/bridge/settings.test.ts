import { readSettings, SettingsError } from '../../../bridge/settings.ts';

const NEEDED = { KEYCLOAK_URL: 'http://keycloak:8080', KEYCLOAK_CLIENT_SECRET: 's3cret' };

describe('readSettings', () => {
  it('requires two variables and has defaults for the others', () => {
    expect(readSettings(NEEDED)).toEqual({
      port: 3000,
      host: '0.0.0.0',
      publicUrl: 'http://localhost:3000',
      keycloakUrl: 'http://keycloak:8080',
      keycloakClientId: 'scim-bridge',
      keycloakClientSecret: 's3cret',
      keycloakTimeoutMs: 10_000,
      keycloakConcurrency: 32,
      scanLimit: 5_000,
      maxConnections: 2_000,
      refreshAfterMs: 4_000,
      logLevel: 'info',
      managementPort: 3001,
      managementHost: '0.0.0.0',
      adminApiPublic: false,
      consoleUrl: 'http://localhost:3001',
      trustedProxies: [],
      keyServers: [],
      storeFile: 'bridge-data/bridge.sqlite',
      journalDays: 30,
      journalMegabytes: 256,
      journalPersonalData: 'keep',
    });
  });

  it('reads every variable, without surrounding white space and trailing slashes', () => {
    const env = {
      PORT: ' 0 ',
      HOST: '127.0.0.1',
      PUBLIC_URL: ' https://scim.example/base// ',
      KEYCLOAK_URL: 'https://sso.example/auth/',
      KEYCLOAK_CLIENT_ID: 'bridge',
      KEYCLOAK_CLIENT_SECRET: ' s ',
      KEYCLOAK_TIMEOUT_MS: '100',
      KEYCLOAK_CONCURRENCY: '1000',
      SCAN_LIMIT: '0',
      MAX_CONNECTIONS: '10',
      REFRESH_AFTER_MS: '60000',
      LOG_LEVEL: 'silent',
      MANAGEMENT_PORT: '9000',
      MANAGEMENT_HOST: '127.0.0.2',
      ADMIN_API_PUBLIC: 'true',
      TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,::1',
      KEY_SERVERS: 'https://login.example/, http://127.0.0.1:99',
      STORE_FILE: ':memory:',
      JOURNAL_DAYS: '7',
      JOURNAL_MAX_MB: '2',
      JOURNAL_PERSONAL_DATA: 'redact',
      PATH: 'ignored',
    };
    expect(readSettings(env)).toEqual({
      port: 0,
      host: '127.0.0.1',
      publicUrl: 'https://scim.example/base',
      keycloakUrl: 'https://sso.example/auth',
      keycloakClientId: 'bridge',
      keycloakClientSecret: 's',
      keycloakTimeoutMs: 100,
      keycloakConcurrency: 1000,
      scanLimit: 0,
      maxConnections: 10,
      refreshAfterMs: 60_000,
      logLevel: 'silent',
      managementPort: 9000,
      managementHost: '127.0.0.2',
      adminApiPublic: true,
      consoleUrl: 'https://scim.example/base',
      trustedProxies: ['loopback', '10.0.0.0/8', '::1'],
      keyServers: ['https://login.example', 'http://127.0.0.1:99'],
      storeFile: ':memory:',
      journalDays: 7,
      journalMegabytes: 2,
      journalPersonalData: 'redact',
    });
  });

  it('treats blank variables as missing', () => {
    expect(readSettings({ ...NEEDED, PORT: '', HOST: ' ', LOG_LEVEL: '' })).toEqual(readSettings(NEEDED));
    expect(readSettings({ ...NEEDED, PORT: '8443' }).publicUrl).toBe('http://localhost:8443');
  });

  it('reports every mistake at once', () => {
    const env = {
      PORT: '65536',
      PUBLIC_URL: 'scim.example',
      KEYCLOAK_CLIENT_SECRET: ' ',
      KEYCLOAK_TIMEOUT_MS: '99',
      KEYCLOAK_CONCURRENCY: 'many',
      SCAN_LIMIT: '-1',
      REFRESH_AFTER_MS: '1.5',
      LOG_LEVEL: 'verbose',
      MANAGEMENT_PORT: '-1',
      ADMIN_API_PUBLIC: 'yes',
      TRUSTED_PROXIES: '10.0.0.0/33, proxy.example, 10.0.0.1',
      KEY_SERVERS: 'https://login.example/path, login.example',
      JOURNAL_DAYS: '0',
      JOURNAL_MAX_MB: '1',
      JOURNAL_PERSONAL_DATA: 'hide',
    };
    expect(() => readSettings(env)).toThrow(
      new SettingsError(
        [
          'PORT must be a whole number from 0 to 65535, not "65536"',
          'PUBLIC_URL must be an http or https URL, not "scim.example"',
          'KEYCLOAK_URL is not set: the base URL of Keycloak, as the bridge reaches it',
          'KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are not set: the bridge signs in with the secret of its client, or with the key in a file',
          'KEYCLOAK_TIMEOUT_MS must be a whole number from 100 to 300000, not "99"',
          'KEYCLOAK_CONCURRENCY must be a whole number from 1 to 1000, not "many"',
          'SCAN_LIMIT must be a whole number from 0 to 1000000, not "-1"',
          'REFRESH_AFTER_MS must be a whole number from 100 to 3600000, not "1.5"',
          'LOG_LEVEL must be one of error, warn, info, debug, silent, not "verbose"',
          'MANAGEMENT_PORT must be a whole number from 0 to 65535, not "-1"',
          'ADMIN_API_PUBLIC must be one of true, false, not "yes"',
          'TRUSTED_PROXIES must list addresses, networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal; not "10.0.0.0/33"',
          'TRUSTED_PROXIES must list addresses, networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal; not "proxy.example"',
          'KEY_SERVERS must list origins such as https://login.example.com, not "https://login.example/path"',
          'KEY_SERVERS must list origins such as https://login.example.com, not "login.example"',
          'JOURNAL_DAYS must be a whole number from 1 to 3650, not "0"',
          'JOURNAL_MAX_MB must be a whole number from 2 to 1000000, not "1"',
          'JOURNAL_PERSONAL_DATA must be one of keep, redact, not "hide"',
        ].join('\n'),
      ),
    );
  });

  it.each(['ftp://x', 'https://', 'https:///x', 'https://x?y', 'https://x/#y', 'x', '//x'])(
    'refuses the URL %s',
    (url) => {
      expect(() => readSettings({ ...NEEDED, KEYCLOAK_URL: url })).toThrow(
        new SettingsError(`KEYCLOAK_URL must be an http or https URL, not "${url}"`),
      );
    },
  );

  it('accepts a key file instead of the secret, but not both', () => {
    const { keycloakClientSecret, bridgeKeyFile } = readSettings({
      ...NEEDED,
      KEYCLOAK_CLIENT_SECRET: '',
      BRIDGE_KEY_FILE: ' /run/bridge.jwks ',
    });
    expect(keycloakClientSecret).toBeUndefined();
    expect(bridgeKeyFile).toBe('/run/bridge.jwks');
    expect(() => readSettings({ ...NEEDED, BRIDGE_KEY_FILE: 'key' })).toThrow(
      new SettingsError(
        'KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are both set: keep the one to sign in with',
      ),
    );
  });

  const REASON =
    "the bridge must not run as an administrator of Keycloak; it signs in to each realm with that realm's client";

  it.each([
    'KEYCLOAK_ADMIN',
    'KEYCLOAK_ADMIN_PASSWORD',
    'KC_BOOTSTRAP_ADMIN_USERNAME',
    'KC_BOOTSTRAP_ADMIN_PASSWORD',
    'KC_BOOTSTRAP_ADMIN_CLIENT_ID',
    'KC_BOOTSTRAP_ADMIN_CLIENT_SECRET',
  ])('does not start where %s names an administrator', (name) => {
    expect(() => readSettings({ ...NEEDED, [name]: 'adm1n' })).toThrow(
      new SettingsError(`${name} is set: ${REASON}. Unset it here; only realm-config takes an administrator`),
    );
    expect(readSettings({ ...NEEDED, [name]: '' })).toEqual(readSettings(NEEDED));
  });

  it("refuses Keycloak's own client for administrators", () => {
    expect(() => readSettings({ ...NEEDED, KEYCLOAK_CLIENT_ID: 'admin-cli' })).toThrow(
      new SettingsError(`KEYCLOAK_CLIENT_ID must not be admin-cli: ${REASON}`),
    );
  });

  it('does not repeat the secret', () => {
    expect(() => readSettings({ KEYCLOAK_CLIENT_SECRET: 's3cret' })).toThrow(/^((?!s3cret)[^])*$/);
  });
});
