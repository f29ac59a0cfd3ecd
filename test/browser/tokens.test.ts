import type { Page } from 'playwright-core';
import type { Person } from '../support/console/stage.ts';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';

const { stage, signIn } = useStage();

/** Opens the page of the tokens. */
const openTokens = (person: Person): Promise<Page> => signIn('tokens', person);

/** The status of a SCIM request with a token. */
async function statusWith(token: string, method = 'GET'): Promise<number> {
  const response = await fetch(`${stage.realm.scimUrl}/Users`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
  return response.status;
}

/** The token that a dialog shows, which then forgets it. */
async function takeToken(page: Page): Promise<string> {
  const token = await page.getByRole('textbox', { name: 'Token', exact: true }).inputValue();
  await page.getByRole('button', { name: 'I have stored it' }).click();
  expect(await page.getByRole('textbox', { name: 'Token', exact: true }).count()).toBe(0);
  return token;
}

describe('the page of the tokens', () => {
  it('makes a token and shows it once, rotates it with grace, and revokes it after its label was typed', async () => {
    const page = await openTokens(stage.people.operator);
    await page.getByRole('button', { name: 'Create token' }).click();
    await page.getByRole('textbox', { name: 'Label' }).fill('reader');
    await page.getByRole('combobox', { name: 'Ends' }).selectOption('In 90 days');
    await page.getByRole('checkbox', { name: 'Read only' }).check();
    await page.getByRole('textbox', { name: 'Source' }).fill('okta');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const scimUrl = page.getByRole('textbox', { name: 'SCIM Endpoint' });
    expect(await scimUrl.inputValue()).toBe(`https://scim.example.test/realms/${stage.realm.name}/scim/v2`);
    const first = await takeToken(page);
    expect([await statusWith(first), await statusWith(first, 'POST')]).toEqual([200, 403]);
    const row = page.getByRole('row', { name: /^reader About/ });
    await row.getByText('by olga').waitFor();
    expect(await row.getByText('okta').count()).toBe(1);

    await page.getByRole('button', { name: 'Rotate reader' }).click();
    await page.getByRole('radio', { name: 'in 1 hour' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    const second = await takeToken(page);
    expect([await statusWith(first), await statusWith(second)]).toEqual([200, 200]);
    expect(
      await row
        .first()
        .getByText(/^Valid until/)
        .count(),
    ).toBe(1);

    await page.getByRole('button', { name: 'Revoke reader', exact: true }).click();
    const revoke = page.getByRole('dialog').getByRole('button', { name: 'Revoke' });
    expect(await revoke.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Type reader to go on' }).fill('reader');
    await revoke.click();
    await page.getByText('Valid until').waitFor({ state: 'detached' });
    expect([await statusWith(first), await statusWith(second)]).toEqual([401, 200]);
    await page.getByText('Show tokens that have ended').click();
    await page.getByText('Revoked').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('shows a viewer what they may not do, and which right it needs', async () => {
    const page = await openTokens(stage.people.viewer);
    const create = page.getByRole('button', { name: 'Create token' });
    await page.locator('button[aria-disabled=true]', { hasText: 'Create token' }).waitFor();
    await create.hover();
    await page.getByText(`Needs manage-clients of realm ${stage.realm.name}`).waitFor();
    await create.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});
