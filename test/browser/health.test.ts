import { adminSend } from '../support/admin/adminApi.ts';
import { useStage } from '../support/console/useStage.ts';
import { administratorToken } from '../support/keycloak/administrator.ts';
import { testKeycloak } from '../support/keycloak/keycloak.ts';
import { user } from '../support/scim/messages.ts';

const { stage, signIn } = useStage();

const allowRenames = (editUsernameAllowed: boolean) =>
  stage.bridge.admin.realms.update({ realm: stage.realm.name }, { editUsernameAllowed });

describe('the health of a realm', () => {
  it('is a finding with what to do while something is amiss, and none once it is mended', async () => {
    await allowRenames(false);
    const page = await signIn('health', stage.people.operator);
    await page.getByRole('heading', { name: '1 error' }).waitFor();
    await page.getByText('Something is to be mended').waitFor();
    const command = `realm-config enable ${stage.realm.name}`;
    await page.getByRole('button', { name: `Copy ${command}` }).waitFor();
    await allowRenames(true);
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByText('Nothing to mend').waitFor();
    await page.getByRole('button', { name: /checks passed$/ }).click();
    await page.getByText('user names can be changed').waitFor();
    expect(await page.getByRole('heading', { name: /error/ }).count()).toBe(0);
    await page.context().close();
  });

  it('is told in German to somebody who speaks it, with the commands as they are', async () => {
    await allowRenames(false);
    const page = await signIn('health', stage.people.operator, { locale: 'de-DE' });
    await page.getByText('„Edit username“ ist ausgeschaltet.').waitFor();
    const command = `realm-config enable ${stage.realm.name}`;
    await page.getByText(`Führen Sie ${command} aus.`).waitFor();
    await page.getByRole('button', { name: `${command} kopieren` }).waitFor();
    expect(await page.locator('main [lang="en"]:visible').allInnerTexts()).toEqual([
      'Realm settings > Login',
    ]);
    await allowRenames(true);
    await page.getByRole('button', { name: 'Erneut prüfen' }).click();
    await page.getByRole('button', { name: /Prüfungen bestanden$/ }).click();
    await page.getByText('Index der Suchschlüssel').waitFor();
    await page.getByText(/\d+ Benutzer angesehen/).waitFor();
    await page.context().close();
  });
});

describe('the overview', () => {
  it('leads from the first request to the first user, and shows what came', async () => {
    const page = await signIn(stage.consoleUrl(), stage.people.operator);
    await page.getByRole('heading', { name: 'No identity provider is connected yet' }).waitFor();
    await page.getByText('No requests yet').waitFor();
    await stage.realm.scim('GET', '/Users?filter=userName%20eq%20%22nobody%22');
    await page.reload();
    await page.getByRole('heading', { name: 'Assign a first user' }).waitFor();
    await stage.realm.scim('POST', '/Users', user('anna@example.com'));
    await page.reload();
    await page.getByRole('heading', { name: 'Nothing to do' }).waitFor();
    await page.getByRole('button', { name: 'Created anna@example.com' }).click();
    await page.getByRole('dialog').getByText('Keycloak was asked').waitFor();
    expect(page.url()).toContain('/log?reference=');
    await page.context().close();
  });
});

describe('a realm that was switched off', () => {
  it('is said to be off, and not to be out of order', async () => {
    const { bridge, realm, people } = stage;
    const admin = adminSend(bridge.managementUrl, realm.name, administratorToken(testKeycloak().url));
    expect((await admin('POST', '/disable')).status).toBe(200);
    const page = await signIn('health', people.operator);
    await page.getByText('SCIM is switched off in this realm; nothing is to be mended').waitFor();
    await page.getByRole('heading', { name: '1 note' }).waitFor();
    expect(await page.getByRole('heading', { name: /error|warning/ }).count()).toBe(0);
    await page.getByRole('main').getByRole('link', { name: 'Endpoint' }).waitFor();
    await page.context().close();
  });
});

describe('somebody without rights', () => {
  it('is told which roles to ask for, on every page', async () => {
    const page = await signIn('tokens', stage.people.stranger);
    const heading = `You may not see SCIM of realm ${stage.realm.name}`;
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByText('to see everything: view-clients, view-realm').waitFor();
    await page.getByRole('link', { name: 'Health' }).click();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByRole('button', { name: 'Sign in as somebody else' }).click();
    await page.locator('#username').waitFor();
    expect(await page.locator('#password').count()).toBe(1);
    await page.context().close();
  });
});
