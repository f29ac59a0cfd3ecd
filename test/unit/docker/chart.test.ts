import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { VARIABLES } from '../../../bridge/environment.ts';
import { readVersion } from '../../../bridge/version.ts';

const CHART = path.join(import.meta.dirname, '..', '..', '..', 'docker', 'helm', 'keycloak-scim-bridge');

/** Variables that the chart sets from values of their own. */
const SET_BY_CHART = [
  ...['KEYCLOAK_URL', 'BRIDGE_KEY_FILE', 'KEYCLOAK_CLIENT_SECRET', 'PUBLIC_URL', 'TRUSTED_PROXIES'],
  ...['PORT', 'HOST', 'MANAGEMENT_PORT', 'MANAGEMENT_HOST', 'STORE_FILE'],
];

describe('the Helm chart', () => {
  it('is for this version of the bridge', async () => {
    const chart = parse(await readFile(path.join(CHART, 'Chart.yaml'), 'utf8'));
    expect(chart).toMatchObject({ version: readVersion(), appVersion: readVersion() });
  });

  it('takes every environment variable of the bridge that it does not set itself', async () => {
    const schema = JSON.parse(await readFile(path.join(CHART, 'values.schema.json'), 'utf8'));
    const others = Object.keys(VARIABLES).filter((name) => !SET_BY_CHART.includes(name));
    expect(schema.properties.env.propertyNames.enum).toEqual(others);
  });
});
