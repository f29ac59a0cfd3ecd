import type { Page } from 'playwright-core';
import { adminSend, type AdminSend } from '../support/admin/adminApi.ts';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';
import { administratorToken } from '../support/keycloak/administrator.ts';
import { testKeycloak } from '../support/keycloak/keycloak.ts';

const { stage, signIn } = useStage();
let page: Page;
let admin: AdminSend;

const text = () => page.getByLabel('Configuration as JSON');

/** What somebody types who sets one more member. */
const withMember = (member: string): string =>
  `{\n  "enabled": true,\n  "profile": "generic",\n  "config": {\n    "version": 1,\n    ${member}\n  }\n}\n`;

const configInForce = async (): Promise<unknown> =>
  ((await admin('GET', '/config')).body as { config: unknown }).config;

const putByOthers = (config: object) =>
  admin('PUT', '/config', { enabled: true, profile: 'generic', config }, { 'If-Match': '*' });

beforeAll(async () => {
  admin = adminSend(stage.bridge.managementUrl, stage.realm.name, administratorToken(testKeycloak().url));
  page = await signIn('configuration', stage.people.operator);
  page.setDefaultTimeout(10_000);
});

describe('the page of the configuration', () => {
  it('tells each mistake with its line, and saves no text that it cannot read', async () => {
    await text().fill(withMember('"ownership": "mine"'));
    await page.getByRole('button', { name: 'Line 6:' }).waitFor();
    await text().fill(withMember('"ownership": oops'));
    await page.getByRole('button', { name: 'Line 6:' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Line 6:' }).click();
    const selected = await page.evaluate<string>(
      'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)',
    );
    expect(selected.trim()).toBe('"ownership": oops');
    await page.getByRole('button', { name: 'Revert' }).click();
    expect(await text().inputValue()).toContain('"version": 1');
    expect(await page.getByRole('button', { name: 'Revert' }).isDisabled()).toBe(true);
  });

  it('shows what would be different, and puts it in force', async () => {
    await text().fill(withMember('"ownership": "own"'));
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page
      .getByRole('region', { name: 'Changes to what is in force' })
      .getByText('+     "ownership"')
      .waitFor();
    await page.getByRole('tab', { name: 'Text' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await configInForce()).toEqual({ version: 1, ownership: 'own' });
  });

  it('shows what somebody else has changed meanwhile, who it was, and takes both changes', async () => {
    await text().fill(withMember('"ownership": "own",\n    "email": "keep"'));
    await putByOthers({ version: 1, ownership: 'own', brake: { percent: 10 } });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else has changed the configuration meanwhile').waitFor();
    await page.getByText(`${testKeycloak().adminUser} changed it last`).waitFor();
    expect(await text().inputValue()).toContain('"email": "keep"');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    const places = page.getByRole('grid', { name: 'What is different' });
    expect((await places.getByRole('row').allInnerTexts()).slice(1).map((row) => row.split(/\s+/))).toEqual([
      ['brake', 'not', 'set', '{', '"percent":', '10', '}', 'not', 'set', 'Theirs'],
      ['email', 'not', 'set', 'not', 'set', '"keep"', 'Yours'],
    ]);
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take both' }).click();
    await page.getByText('Both changes are here now, and not saved yet').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await configInForce()).toEqual({
      ...{ version: 1, ownership: 'own', email: 'keep', brake: { percent: 10 } },
    });
  });

  it('lets the person discard what was typed, or choose where both have changed the same', async () => {
    await text().fill(withMember('"email": "refuse"'));
    await putByOthers({ version: 1, ownership: 'all' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Discard what I typed' }).click();
    await page.waitForFunction(`document.querySelector('textarea').value.includes('"all"')`);

    await text().fill(withMember('"email": "keep"'));
    await putByOthers({ version: 1, ownership: 'all', email: 'refuse' });
    await page.getByRole('button', { name: 'Save' }).click();
    const take = page.getByRole('button', { name: 'Take both' });
    await take.waitFor();
    expect(await take.isDisabled()).toBe(true);
    await page.getByRole('radiogroup', { name: 'What is taken: email' }).getByLabel('Yours').check();
    await text().fill(withMember('"email": oops'));
    await page.getByText('Your text cannot be read yet').waitFor();
    expect(await take.isDisabled()).toBe(true);
    await text().fill(withMember('"email": "keep"'));
    await take.click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await configInForce()).toEqual({ version: 1, email: 'keep' });
  });

  it('asks before somebody leaves what was typed', async () => {
    await text().fill(withMember('"email": "refuse"'));
    await page.getByRole('link', { name: 'About' }).click();
    await page.getByRole('button', { name: 'Stay on this page' }).click();
    expect(await text().inputValue()).toContain('"refuse"');
    // Also where nothing shows what was typed.
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByRole('link', { name: 'About' }).click();
    await page.getByRole('button', { name: 'Stay on this page' }).click();
    await page.getByRole('tab').first().click();
    expect(await text().inputValue()).toContain('"refuse"');
    await page.getByRole('button', { name: 'Revert' }).click();
  });

  it('copies the realm as a document for realm-config', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('tab', { name: 'Document for realm-config' }).click();
    await page.getByRole('button', { name: 'Copy as document for realm-config' }).click();
    await page.getByRole('status').getByText('Copied').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(JSON.parse(copied)).toEqual((await admin('GET', '/config/document')).body);
    expect(JSON.parse(copied)).toMatchObject({ realm: stage.realm.name, lifecycle: { email: 'keep' } });
    expect(await findBarriers(page)).toEqual([]);
  });
});
