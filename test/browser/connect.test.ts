import type { Page } from 'playwright-core';
import { adminSend } from '../support/admin/adminApi.ts';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';
import { administratorToken } from '../support/keycloak/administrator.ts';
import { testKeycloak } from '../support/keycloak/keycloak.ts';
import type { TestRealm } from '../support/fixtures/bridge.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTRA_TEST = '/Users?filter=userName+eq+%2211111111-2222-3333-4444-555555555555%22';

const { stage, signIn } = useStage();
let other: TestRealm;
let page: Page;

beforeAll(async () => {
  other = await stage.bridge.realm();
  page = await signIn('connect', stage.people.operator);
  page.setDefaultTimeout(15_000);
});

/** Sends a SCIM request as an identity provider does. */
async function send(
  token: string,
  path: string,
  body?: object,
  to: TestRealm = stage.realm,
): Promise<number> {
  const response = await fetch(`${to.scimUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.status;
}

const next = () => page.getByRole('button', { name: 'Next' }).click();
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();
const light = () => page.getByRole('status').filter({ hasText: /./ });

/** Creates the token of the wizard, and takes it from the field of the provider. */
async function createToken(field: string): Promise<string> {
  await page.getByRole('button', { name: 'Create token' }).click();
  await shows(/The token .* is created/);
  await next();
  const token = await page.getByRole('textbox', { name: field, exact: true }).inputValue();
  await page.getByRole('button', { name: 'I have stored it' }).click();
  expect(page.url()).not.toContain(token);
  return token;
}

/** A token that Keycloak has issued in a realm. */
async function issuedToken(realm: string, clientId: string, secret: string): Promise<string> {
  const answer = await fetch(`${testKeycloak().url}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'client_credentials', client_id: clientId, client_secret: secret },
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** A token that Keycloak has issued in the other realm. */
async function tokenOfOtherRealm(): Promise<string> {
  const [clientId, secret] = ['other-client', 'other-secret'];
  const { admin } = stage.bridge;
  await admin.clients.create({ realm: other.name, clientId, secret, serviceAccountsEnabled: true });
  return issuedToken(other.name, clientId, secret);
}

describe('the wizard', () => {
  it('leads Entra ID to green: a wrong token, one of another realm, then its own, and its first user', async () => {
    await page.getByRole('radio', { name: 'Microsoft Entra ID' }).check();
    await next();
    await page.getByRole('button', { name: 'Change the realm to the profile azure' }).click();
    await shows('The realm has the profile azure now');
    await page.getByRole('button', { name: 'Change it back to' }).waitFor();
    await shows('First create a token above, or say that you have one.');
    expect(await page.getByRole('radio', { name: 'Bearer authentication', exact: true }).isChecked()).toBe(
      true,
    );
    const token = await createToken('Secret Token');
    const url = await page.getByRole('textbox', { name: 'Tenant URL' }).inputValue();
    expect(url).toBe(`https://scim.example.test/realms/${stage.realm.name}/scim/v2`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the script for Terraform' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('provisioning.tf');

    await next();
    await shows('No request yet');
    expect(await send('wrong', ENTRA_TEST)).toBe(401);
    await shows('A request came with a wrong token');
    expect(await send(other.token, ENTRA_TEST)).toBe(401);
    await shows('A request came with a token of another realm');
    expect(await light().innerText()).toContain('Requests come, and are refused.');
    expect(await send(token, ENTRA_TEST, undefined, other)).toBe(401);
    await shows(`A request with the token of this realm arrived at realm ${other.name}`);
    expect(await send(token, ENTRA_TEST)).toBe(200);
    await shows('Microsoft Entra ID is connected');
    await shows('asked for a user that does not exist');

    await next();
    await shows('Nobody has arrived yet');
    expect(await send(token, '/Users', { schemas: [USER], userName: 'anna@example.com' })).toBe(201);
    await shows('The first user of Microsoft Entra ID has arrived.');
    await shows('Created anna@example.com');

    await next();
    await shows('Microsoft Entra ID is connected, and it works');
    await shows('Its first good request came on');
    await page.getByRole('button', { name: 'Back' }).click();
  });

  it('is where it was for whoever leaves it and comes back', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Tokens' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tokens' }).waitFor();
    await page.getByRole('link', { name: 'Connect an identity provider' }).click();
    await shows('Assign one user at Microsoft Entra ID');
    expect(page.url()).toContain('step=assign');
  });

  it('asks for another token once the one that was chosen is revoked', async () => {
    const { bridge, realm } = stage;
    const admin = adminSend(bridge.managementUrl, realm.name, administratorToken(testKeycloak().url));
    const chosen = new URL(page.url()).searchParams.get('token') ?? '';
    expect((await admin('DELETE', `/tokens/${chosen}`)).status).toBeLessThan(300);
    await page.reload();
    await shows('The token that was chosen before has been revoked or has ended');
    expect(page.url()).toContain('step=credential');
    expect(page.url()).not.toContain(chosen);
  });

  it('says what took the place of the token that somebody rotates meanwhile, even if it was made here', async () => {
    const { bridge, realm } = stage;
    const admin = adminSend(bridge.managementUrl, realm.name, administratorToken(testKeycloak().url));
    await page.getByRole('button', { name: 'Create token' }).click();
    await shows(/The token .* is created/);
    await next();
    const made = new URL(page.url()).searchParams.get('token') ?? '';
    const rotated = await admin('POST', `/tokens/${made}/rotation`, { grace: 3600 });
    const { label } = rotated.body as { label: string };
    await shows(`The token that was chosen before was replaced: ${label} has taken its place`);
    expect(page.url()).toContain('step=credential');
    await page.getByRole('radio', { name: 'I have a token that is stored somewhere' }).check();
    await page.getByRole('combobox', { name: 'Which one' }).selectOption({ label });
    await page.getByText('has taken its place').waitFor({ state: 'detached' });
  });

  it('leads Okta to green with tokens of Keycloak, and names the realm of a token that is not its own', async () => {
    await page.getByRole('button', { name: 'Identity provider', exact: true }).click();
    await page.getByRole('radio', { name: 'Okta' }).check();
    await next();
    const methods = page.getByRole('radiogroup', { name: 'How Okta authenticates' });
    expect(await methods.getByRole('radio', { name: /Header Auth/ }).isChecked()).toBe(true);
    expect(await createToken('API Token')).toMatch(/^Bearer scim_/);

    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('radio', { name: 'With your own SAML or SWA app' }).check();
    await methods.getByRole('radio', { name: /with Keycloak's tokens/ }).check();
    await page.getByRole('button', { name: 'Use Remote Token Authentication' }).click();
    await next();
    const clientId = await page.getByRole('textbox', { name: 'Client id' }).inputValue();
    await page.getByRole('button', { name: 'Show once' }).click();
    const secret = page.getByRole('textbox', { name: 'Client secret' });
    await page.getByText('This is shown once').waitFor();
    const token = await issuedToken(stage.realm.name, clientId, await secret.inputValue());
    await next();
    expect(await send(await tokenOfOtherRealm(), '/ServiceProviderConfig')).toBe(401);
    await shows(`A request came with a token of realm ${other.name}`);
    expect(await send(token, '/Users?startIndex=1&count=2')).toBe(200);
    await shows('Okta is connected');
    expect(await findBarriers(page)).toEqual([]);
  });
});

describe('the wizard in German', () => {
  it('says in German what to do in the words of the provider, and what to beware of', async () => {
    const german = await signIn('connect', stage.people.operator, { locale: 'de-DE' });
    const weiter = () => german.getByRole('button', { name: 'Weiter' }).click();
    await german.getByRole('radio', { name: 'Okta' }).check();
    await weiter();
    await german.getByRole('radio', { name: 'Mit Ihrer eigenen SAML- oder SWA-App' }).check();
    await german.getByRole('radio', { name: 'OAuth client credentials (wo das Formular' }).check();
    await weiter();
    await german.getByText('Test Connector Configuration, dann Save.').waitFor();
    await german.getByRole('textbox', { name: 'SCIM connector base URL' }).waitFor();
    await weiter();
    await weiter();
    await german.getByText('Push Groups für die Gruppen, die es in Keycloak geben soll.').waitFor();
    await weiter();
    await german.getByText('Okta lehnt eine Basis-URL mit einem Unterstrich ab.').waitFor();
    expect(await german.locator('html').getAttribute('lang')).toBe('de');
    await german.context().close();
  });
});
