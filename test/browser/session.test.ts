import type { Page } from 'playwright-core';
import { useStage } from '../support/console/useStage.ts';

// A token of the console is renewed when it has less than half a minute left.
const { stage, signIn } = useStage({ settings: { accessTokenLifespan: 31 } });

/** Opens a page that has read all it shows. */
async function openAbout(): Promise<Page> {
  const page = await signIn('about', stage.people.operator);
  await page.getByRole('heading', { level: 1, name: 'About' }).waitFor();
  return page;
}

/** Ends every session of the operator. */
async function endSessions(): Promise<void> {
  const { admin } = stage.bridge;
  const realm = stage.realm.name;
  const [user] = await admin.users.find({ realm, username: stage.people.operator.username, exact: true });
  await admin.users.logout({ realm, id: user?.id ?? '' });
}

describe('a session', () => {
  it('that ends says so above the page, and goes on there after the person has signed in again in a window', async () => {
    const page = await openAbout();
    await endSessions();
    await page.waitForTimeout(1_500);
    await page.getByRole('link', { name: 'Tokens' }).click();
    const banner = page.getByText('Your session has ended').first();
    await banner.waitFor();
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'Sign in again' }).click(),
    ]);
    await popup.locator('#username').fill(stage.people.operator.username);
    await popup.locator('#password').fill(stage.people.operator.password);
    await Promise.all([popup.waitForEvent('close'), popup.locator('#kc-login').click()]);
    await banner.waitFor({ state: 'detached' });
    expect(page.url()).toBe(stage.pageUrl('tokens'));
    await page.context().close();
  });

  it('leaves no token in the address, the history or the storage of the browser', async () => {
    const page = await openAbout();
    const kept = await page.evaluate<string>(
      'JSON.stringify([location.href, history.state, {...localStorage}, {...sessionStorage}, document.cookie])',
    );
    expect(kept).not.toMatch(/eyJ|code=|session_state/);
    await page.context().close();
  });

  it('that loses the bridge says so, keeps the page, and goes on when the bridge answers again', async () => {
    const page = await openAbout();
    await page.context().route('**/scim/admin/**', (route) => route.abort());
    await page.getByRole('link', { name: 'Tokens' }).click();
    const banner = page.getByText('The bridge does not answer').first();
    await banner.waitFor();
    const tryAgain = page.getByRole('button', { name: 'Try again' }).first();
    // Enabled as soon as the page has given up asking again by itself.
    await tryAgain.click({ trial: true });
    await page.context().unroute('**/scim/admin/**');
    await tryAgain.click();
    await banner.waitFor({ state: 'detached' });
    const tokens = page.getByRole('grid', { name: 'Tokens' });
    await tokens.waitFor();
    expect(await tokens.getByText('test', { exact: true }).count()).toBe(1);
    await page.context().close();
  });

  it('ends with signing out, and the console asks to sign in again', async () => {
    const page = await openAbout();
    await page.getByRole('button', { name: 'olga' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.locator('#username').waitFor();
    expect(page.url()).toContain('/protocol/openid-connect/auth?');
    await page.context().close();
  });
});
