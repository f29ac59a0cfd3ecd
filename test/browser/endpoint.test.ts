import type { Page } from 'playwright-core';
import { adminSend, type AdminSend } from '../support/admin/adminApi.ts';
import { administratorToken } from '../support/keycloak/administrator.ts';
import { testKeycloak } from '../support/keycloak/keycloak.ts';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';

const TENANT = '11111111-2222-3333-4444-555555555555';

const { stage, signIn } = useStage();
let page: Page;
let admin: AdminSend;

beforeAll(async () => {
  admin = adminSend(stage.bridge.managementUrl, stage.realm.name, administratorToken(testKeycloak().url));
  page = await signIn('endpoint', stage.people.operator);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});

/** The attributes of the client that is the realm's configuration. */
async function attributes(): Promise<Record<string, string>> {
  const { admin } = stage.bridge;
  const [client] = await admin.clients.find({ realm: stage.realm.name, clientId: 'scim-endpoint' });
  return (client?.attributes ?? {}) as Record<string, string>;
}

/** The status of a SCIM request with a token. */
async function statusWith(token: string): Promise<number> {
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(`${stage.realm.scimUrl}/Users`, { headers })).status;
}

const openPage = (name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
const save = () => page.getByRole('button', { name: 'Save' }).click();
const saved = () => page.getByText('The endpoint is enabled, and saved').waitFor();

/** Copies a value with its button. */
async function copy(label: string): Promise<string> {
  await page.getByRole('button', { name: `Copy ${label}`, exact: true }).click();
  return page.evaluate<string>('navigator.clipboard.readText()');
}

/** Copies a token that is shown once. */
async function copyToken(): Promise<string> {
  const token = await copy('Token');
  await page.getByRole('button', { name: 'I have stored it' }).click();
  return token;
}

/** Switches SCIM off, and types the name of the realm. */
async function disable(): Promise<void> {
  await page.getByRole('switch', { name: 'Enable', exact: true }).uncheck({ force: true });
  await save();
  const dialog = page.getByRole('dialog');
  const button = dialog.getByRole('button', { name: 'Disable' });
  expect(await button.isDisabled()).toBe(true);
  await dialog.locator('input:focus').fill(stage.realm.name);
  await button.click();
  await dialog.waitFor({ state: 'detached' });
}

describe('the endpoint of a realm', () => {
  it('is enabled for Azure with a tenant id; a wrong id is told before anything is saved', async () => {
    await page.getByRole('combobox', { name: 'Profile' }).selectOption('azure');
    const tenant = page.getByRole('textbox', { name: 'Azure Tenant ID' });
    await tenant.fill('contoso');
    await page.getByText('A tenant id looks like').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await tenant.fill(TENANT);
    await save();
    await saved();
    const { 'scim.profile': profile, 'scim.config': config = '' } = await attributes();
    expect(profile).toBe('azure');
    expect(JSON.parse(config)).toMatchObject({
      authentication: { issuers: [{ kind: 'azure-tenant', tenantId: TENANT }] },
    });
    expect(await copy('SCIM Endpoint')).toBe(`https://scim.example.test/realms/${stage.realm.name}/scim/v2`);
  });

  it('refuses the old token once it is rotated, every token while it is disabled, and none of them once it is enabled again', async () => {
    expect(await statusWith(stage.realm.token)).toBe(200);
    await openPage('Tokens');
    await page.getByRole('button', { name: 'Rotate test' }).click();
    expect(await page.getByRole('radio', { name: 'in 24 hours' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'at once' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    const token = await copyToken();
    expect([await statusWith(stage.realm.token), await statusWith(token)]).toEqual([401, 200]);

    await openPage('Endpoint');
    await disable();
    expect(await statusWith(token)).toBe(401);
    await page.getByText('every request is answered 401').waitFor();
    await page.getByText('The endpoint is disabled').waitFor();
    await page.getByRole('switch', { name: 'Enable', exact: true }).check({ force: true });
    await save();
    await saved();
    expect(await statusWith(token)).toBe(200);
  });

  it('replaces nothing that somebody else has changed meanwhile: the person sees it, and takes both', async () => {
    await page.getByRole('combobox', { name: 'Profile' }).selectOption('okta');
    const { body: configuration } = await admin('GET', '/config');
    const changed = { ...(configuration as object), profile: 'jumpcloud' };
    expect((await admin('PUT', '/config', changed, { 'If-Match': '*' })).status).toBe(200);
    await save();
    await page.getByText('Somebody else has changed the configuration meanwhile').waitFor();
    expect((await attributes())['scim.profile']).toBe('jumpcloud');
    await page.getByRole('radiogroup', { name: 'What is taken: Profile' }).getByLabel('Theirs').check();
    await page.getByRole('button', { name: 'Take both' }).click();
    expect(await page.getByRole('combobox', { name: 'Profile' }).inputValue()).toBe('jumpcloud');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    // What the panel does not show is no conflict with it.
    await page.getByRole('combobox', { name: 'Profile' }).selectOption('azure');
    const { config, ...rest } = (await admin('GET', '/config')).body as { config: object };
    await admin('PUT', '/config', { ...rest, config: { ...config, ownership: 'own' } }, { 'If-Match': '*' });
    await save();
    await saved();
    const { 'scim.profile': profile, 'scim.config': stored = '' } = await attributes();
    expect(profile).toBe('azure');
    expect(JSON.parse(stored)).toMatchObject({ ownership: 'own' });
  });

  it('accepts remote tokens: token endpoint, client id and client secret, shown once, get one', async () => {
    await page.getByRole('switch', { name: 'Use Remote Token Authentication' }).check({ force: true });
    await save();
    await saved();
    expect(await copy('Token Endpoint')).toBe(
      `https://scim.example.test/realms/${stage.realm.name}/protocol/openid-connect/token`,
    );
    const clientId = await copy('Client ID');
    const scope = await copy('Scope');
    await page.getByRole('button', { name: 'Show once' }).click();
    const clientSecret = await copy('Client Secret');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    expect(await page.getByRole('textbox', { name: 'Client Secret' }).inputValue()).toMatch(/^•+$/);
    const answer = await fetch(
      `${testKeycloak().url}/realms/${stage.realm.name}/protocol/openid-connect/token`,
      {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope,
        }),
      },
    );
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect(await statusWith(token)).toBe(200);
  });

  it('is set up in a realm that has nothing of it, and shows the first token', async () => {
    const { admin } = stage.bridge;
    const [client] = await admin.clients.find({ realm: stage.realm.name, clientId: 'scim-endpoint' });
    await admin.clients.del({ realm: stage.realm.name, id: client?.id ?? '' });
    await page.reload();
    await page.getByText('SCIM is not set up in this realm yet').waitFor();
    await page.getByRole('switch', { name: 'Enable', exact: true }).check({ force: true });
    await page.getByRole('combobox', { name: 'Profile' }).selectOption('okta');
    await save();
    await saved();
    const token = await copyToken();
    expect(await statusWith(token)).toBe(200);
    expect(await attributes()).toMatchObject({ 'scim.enabled': 'true', 'scim.profile': 'okta' });
  });
});
