import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { readSettings } from '../../../bridge/settings.ts';
import { versionOf } from '../../../dev/keycloak/launch.ts';

const DOCKER = path.join(import.meta.dirname, '..', '..', '..', 'docker');

const read = (name: string): Promise<string> => readFile(path.join(DOCKER, name), 'utf8');

/** The variables that up.sh writes into the file that Compose reads. */
async function generatedVariables(): Promise<string[]> {
  return [...(await read('up.sh')).matchAll(/^ +echo "([A-Z_]+)=/gm)].map(([, name = '']) => name);
}

/** A service's environment, with the variables of up.sh in their places. */
async function environmentOf(
  service: string,
  variables: Record<string, string>,
): Promise<Record<string, string>> {
  const { services } = parse(await read('compose.yaml'), { merge: true });
  const environment = Object.entries(services[service].environment as Record<string, string>);
  return Object.fromEntries(
    environment.map(([name, value]) => [
      name,
      value.replaceAll(/\$\{([A-Z_]+)(?::[-?][^}]*)?\}/g, (_, variable: string) => variables[variable] ?? ''),
    ]),
  );
}

describe('compose.yaml', () => {
  it('has no password, and asks for each that up.sh makes', async () => {
    const text = await read('compose.yaml');
    const asked = new Set([...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name = '']) => name));
    const generated = await generatedVariables();
    expect([...asked].filter((name) => !generated.includes(name))).toEqual([]);
    const secrets = [...text.matchAll(/^ +\w*(?:PASSWORD|SECRET): (.*)$/gm)].map(([, value = '']) => value);
    expect(secrets.length).toBeGreaterThan(3);
    expect(secrets.filter((value) => !/^\$\{[A-Z_]+:\?[^}]+\}$/.test(value))).toEqual([]);
  });

  it('starts the bridge with settings that it takes, at the address of the proxy', async () => {
    const variables = { PUBLIC_HOST: 'id.example.com', KEYCLOAK_CLIENT_SECRET: 'x'.repeat(43) };
    const settings = readSettings(await environmentOf('bridge', variables));
    expect(settings).toMatchObject({
      publicUrl: 'https://id.example.com',
      keycloakUrl: 'http://keycloak:8080',
    });
    const keycloak = await environmentOf('keycloak', variables);
    expect(keycloak.KC_HOSTNAME).toBe(settings.publicUrl);
  });

  it('gives realm-config the settings of the bridge, and the administrator of Keycloak', async () => {
    const variables = { KEYCLOAK_CLIENT_SECRET: 'secret', KEYCLOAK_ADMIN_PASSWORD: 'password' };
    expect(await environmentOf('realm-config', variables)).toMatchObject({
      ...(await environmentOf('bridge', variables)),
      MANAGEMENT_URL: 'http://bridge:3001',
      KEYCLOAK_ADMIN: (await environmentOf('keycloak', variables)).KC_BOOTSTRAP_ADMIN_USERNAME,
      KEYCLOAK_ADMIN_PASSWORD: 'password',
    });
  });

  it('has the Keycloak that the tests run with', async () => {
    const { services } = parse(await read('compose.yaml'), { merge: true });
    expect(services.keycloak.image).toBe(`quay.io/keycloak/keycloak:${versionOf({})}`);
  });
});
