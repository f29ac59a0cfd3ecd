import type { Page } from 'playwright-core';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';

const { stage, signIn } = useStage();
let page: Page;

beforeAll(async () => {
  page = await signIn('mapping', stage.people.operator);
  page.setDefaultTimeout(10_000);
});

const rowOf = (scim: string) => page.getByRole('row').filter({ has: page.getByText(scim, { exact: true }) });

/** Changes where Keycloak keeps an attribute, without saving. */
async function keepIn(scim: string, keycloak: string, { isApplied = true } = {}): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${scim}`, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Change', exact: true }).click();
  await page.getByRole('textbox', { name: 'Keycloak', exact: true }).fill(keycloak);
  if (isApplied) await page.getByRole('button', { name: 'Apply' }).click();
}

describe('the page of the attribute mapping', () => {
  it('shows a mistake at the row, before anything is saved', async () => {
    await rowOf('nickName').waitFor();
    await keepIn('nickName', 'attributes.title');
    await rowOf('nickName').getByText('Not saved').waitFor();
    await page.getByRole('row').getByText('"title"').first().waitFor();
    await page.getByRole('button', { name: 'Actions for nickName' }).click();
    await page.getByRole('menuitem', { name: 'Back to what is inherited' }).click();
    expect(await page.getByText('Not saved', { exact: true }).count()).toBe(0);
  });

  it('takes no place in Keycloak that there is not', async () => {
    await keepIn('nickName', 'team', { isApplied: false });
    await page.getByText('Write attributes.team for an attribute').waitFor();
    expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('explains a request with a row that is not saved, and the row is in force once it is saved', async () => {
    await keepIn('title', 'attributes.position');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('The client would be answered 201; nothing was written').waitFor();
    const explained = page.getByRole('grid', { name: 'What becomes of each attribute' });
    await explained.getByText('attributes.position').waitFor();
    expect(await explained.getByRole('row').count()).toBe(1);
    await page.getByRole('switch', { name: /^Show all/ }).check({ force: true });
    await explained.getByText('attributes.displayName').waitFor();
    expect(await explained.getByRole('row').count()).toBeGreaterThan(20);

    const create = (userName: string) =>
      stage.realm.scim('POST', '/Users', { userName, title: 'Tour Guide' });
    const attributesOf = async (username: string): Promise<unknown> =>
      (await stage.bridge.admin.users.find({ realm: stage.realm.name, username, exact: true }))[0]
        ?.attributes;
    await create('before');
    expect(await attributesOf('before')).toMatchObject({ title: ['Tour Guide'] });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Not saved', { exact: true }).waitFor({ state: 'detached' });
    await rowOf('title').getByText('This realm').waitFor();
    await create('after');
    expect(await attributesOf('after')).toMatchObject({ position: ['Tour Guide'] });
  });

  it('explains where the attributes of a user are', async () => {
    await page.getByRole('button', { name: 'A user' }).click();
    await page.getByLabel('User name or id').fill('after');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('attributes.position').nth(1).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });
});
