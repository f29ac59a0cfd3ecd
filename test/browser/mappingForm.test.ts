import type { Page } from 'playwright-core';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';

const { stage, signIn } = useStage();
let page: Page;

/** An attribute of an extension that no profile knows. */
const BADGE = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User:badge';

beforeAll(async () => {
  page = await signIn('mapping', stage.people.operator);
  page.setDefaultTimeout(10_000);
});

const dialog = () => page.getByRole('dialog');

const text = (name: string) => dialog().getByRole('textbox', { name, exact: true });

const choice = (name: string) => dialog().getByRole('combobox', { name, exact: true });

async function open(scim: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${scim}`, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Change', exact: true }).click();
}

const apply = () => dialog().getByRole('button', { name: 'Apply' }).click();

/** The mapping of the realm, as the bridge has it. */
async function storedMapping(): Promise<unknown> {
  const [client] = await stage.bridge.admin.clients.find({
    realm: stage.realm.name,
    clientId: 'scim-endpoint',
  });
  const config = JSON.parse(client?.attributes?.['scim.config'] as string) as { mapping?: unknown };
  return config.mapping;
}

async function save(): Promise<void> {
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
}

describe('the form of a row', () => {
  it('gives the focus back to the actions of the row when it is closed', async () => {
    await open('title');
    await dialog().waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Actions for title');
  });

  it('has every member, in step with the row as JSON', async () => {
    await page.getByRole('button', { name: 'Add a row' }).click();
    await text('SCIM attribute').fill(BADGE);
    await text('Keycloak').fill('attributes.badge');
    await choice('Add: Changes of the value').selectOption('trim');
    await choice('Add: Changes of the value').selectOption('table');
    await text('table: replaces the values that it lists 2 Value in SCIM 1').fill('E');
    await text('table: replaces the values that it lists 2 Value in Keycloak 1').fill('Employee');
    await dialog()
      .getByRole('button', { name: 'Move table: replaces the values that it lists 2 up' })
      .click();
    await dialog().getByRole('button', { name: 'More', exact: true }).click();
    await text('Other names 1').fill('badgeNumber');
    await text('Also kept in 1').fill('badgeCopy');
    await choice('Returned').selectOption('request');
    await text('Description').fill('The number on the badge.');
    expect(await findBarriers(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'As JSON' }).click();
    const row = JSON.parse(await text('As JSON').inputValue()) as object;
    expect(row).toEqual({
      scim: BADGE,
      keycloak: 'attributes.badge',
      transforms: [{ table: { E: 'Employee' } }, 'trim'],
      aliases: ['badgeNumber'],
      mirror: ['badgeCopy'],
      returned: 'request',
      description: 'The number on the badge.',
    });
    await text('As JSON').fill(JSON.stringify({ ...row, description: 'A number.', required: true }));
    expect(await text('Description').inputValue()).toBe('A number.');
    await apply();
    await save();
    expect(await storedMapping()).toEqual({ user: [{ ...row, description: 'A number.', required: true }] });
  });

  it('shows a mistake at its member before the row is applied', async () => {
    await open('nickName');
    await choice('Add: Changes of the value').selectOption('split');
    await text('split: a list of one text, cut at this 1').fill('');
    await dialog().getByText('"split" does not take').waitFor();
    expect(await choice('Changes of the value 1').getAttribute('aria-invalid')).toBe('true');
    await dialog().getByRole('button', { name: 'Remove split: a list of one text, cut at this 1' }).click();
    await dialog().getByText('"split" does not take').waitFor({ state: 'detached' });
    await dialog().getByRole('button', { name: 'More', exact: true }).click();
    await choice('Field of the primary value').selectOption('email');
    await dialog().getByText('"nickName"').first().waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByText('Not saved', { exact: true }).count()).toBe(0);
  });
});

describe('the behaviour of a mapping', () => {
  it('is what the profile says until the realm says something else', async () => {
    await page.getByRole('button', { name: 'Behaviour', exact: true }).click();
    const passwords = page.getByRole('combobox', { name: 'Passwords' });
    expect(await passwords.locator('option:checked').textContent()).toBe(
      'as in the profile (store them in Keycloak)',
    );
    await passwords.selectOption({ label: 'ignore them' });
    await page.getByText("A list of the realm's own").click();
    await page.getByRole('button', { name: 'Move aliases down' }).click();
    expect(await findBarriers(page)).toEqual([]);
    await save();
    const { behaviours, quirks, user } = (await storedMapping()) as {
      behaviours: unknown;
      quirks: string[];
      user: unknown[];
    };
    expect(behaviours).toEqual({ password: 'ignore' });
    expect(quirks.length).toBeGreaterThan(5);
    expect(user).toHaveLength(1);
    await passwords.selectOption({ index: 0 });
    await page.getByText("A list of the realm's own").click();
    await save();
    expect(await storedMapping()).toEqual({ user });
  });
});
