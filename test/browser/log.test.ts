import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';
import { patch, user } from '../support/scim/messages.ts';
import { send } from '../support/scim/send.ts';

const { stage, signIn } = useStage();
let page: Page;
/** The request id of a refused request. */
let reference: string;

beforeAll(async () => {
  const { realm, people } = stage;
  const { body: anna } = await realm.scim('POST', '/Users', user('anna@example.com'));
  await realm.scim('PATCH', `/Users/${anna.id}`, patch({ op: 'replace', path: 'active', value: false }));
  const refused = await realm.scim('POST', '/Users', user('anna@example.com', { password: 'Secret-1234' }));
  reference = refused.headers.get('X-Request-Id') ?? '';
  await realm.scim('POST', '/Users', user('bert@example.com'));
  page = await signIn('log', people.operator);
});

const logUrl = (query = ''): string => stage.pageUrl(`log${query}`);

/** The sentences that are shown, the newest first. */
const sentences = (): Promise<string[]> => page.getByRole('log').getByRole('button').allInnerTexts();

const sentence = (text: string) => page.getByRole('log').getByRole('button', { name: text });

describe('the provisioning log', () => {
  it('is filtered by what is chosen and typed, which the address keeps', async () => {
    await sentence('Created bert@example.com').waitFor();
    expect(await sentences()).toEqual([
      'Created bert@example.com',
      'Refused: Another user of the realm already has this userName. The value belongs to anna@example.com.',
      'Disabled anna@example.com',
      'Created anna@example.com',
    ]);
    const search = page.getByRole('textbox', { name: 'Name, e-mail or id' });
    await search.fill('anna@example.com');
    await search.press('Enter');
    await sentence('Created bert').waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Result' }).selectOption('OK');
    await sentence('Refused').waitFor({ state: 'detached' });
    expect(await sentences()).toEqual(['Disabled anna@example.com', 'Created anna@example.com']);
    await page.reload();
    await sentence('Disabled anna@example.com').waitFor();
    expect(await sentences()).toHaveLength(2);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: 'Export' })
        .click()
        .then(() => page.getByRole('menuitem', { name: '2 entries as CSV' }).click()),
    ]);
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(',write,test,Disabled anna@example.com,anna@example.com,ok,200,');
    await page.getByRole('button', { name: 'Clear all filters' }).first().click();
    await sentence('Created bert@example.com').waitFor();
    expect(page.url()).toBe(logUrl());
  });

  it('shows requests as they come while it is followed, if they pass the filter', async () => {
    await page.goto(logUrl('?result=ok'));
    await sentence('Created bert@example.com').waitFor();
    await page.getByRole('switch', { name: 'Follow' }).press('Space');
    await page.getByText('Live', { exact: true }).waitFor();
    await stage.realm.scim('POST', '/Users', user('bert@example.com'));
    await stage.realm.scim('POST', '/Users', user('carla@example.com'));
    await sentence('Created carla@example.com').waitFor();
    expect((await sentences())[1]).toBe('Created bert@example.com');
    await page.getByRole('switch', { name: 'Follow' }).press('Space');
    expect(page.url()).toBe(logUrl('?result=ok'));
  });

  it('says of a refused credential what to do by its cause, and leads to the page for it', async () => {
    const headers = { Authorization: 'Bearer unknown' };
    const refused = await send('GET', `${stage.realm.scimUrl}/Users`, { headers });
    expect(refused.status).toBe(401);
    await page.goto(logUrl(`?reference=${refused.headers.get('X-Request-Id') ?? ''}`));
    const panel = page.getByRole('dialog');
    await panel.getByRole('tab', { name: 'What to do' }).click();
    await panel.getByText('This realm has never had this token').waitFor();
    await panel.getByRole('link', { name: 'Tokens' }).waitFor();
  });

  it('opens at the reference of a request, says what to do, and closes by the keyboard', async () => {
    await page.goto(logUrl(`?reference=${reference}`));
    const panel = page.getByRole('dialog');
    await panel.getByText('The request was refused, and the answer says why').waitFor();
    await panel.getByRole('tab', { name: 'Request and answer' }).click();
    const body = await panel.getByLabel('The body of the request').innerText();
    expect(body).toContain('"userName": "anna@example.com"');
    expect(body).not.toContain('Secret-1234');
    await panel.getByRole('tab', { name: 'What to do' }).click();
    await panel.getByText('Somebody else has this name').waitFor();
    await panel.getByRole('tab', { name: 'Changes' }).click();
    await panel.getByRole('link', { name: 'All about anna@example.com' }).click();
    await sentence('Created bert').waitFor({ state: 'detached' });
    expect(await sentences()).toContain('Disabled anna@example.com');
    await page.setViewportSize({ width: 1440, height: 420 });
    await sentence('Disabled anna@example.com').click();
    await page.getByRole('dialog').getByText('Keycloak was asked').waitFor();
    // Also beside an entry far down.
    expect((await page.getByRole('dialog').boundingBox())?.y).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(page.url()).toBe(logUrl('?name=anna%40example.com'));
  });

  it('shows what a change made of each attribute, also on a narrow screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await sentence('Disabled anna@example.com').click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('tab', { name: 'Changes' }).click();
    const row = panel.getByRole('row').filter({ hasText: 'active' });
    await row.waitFor();
    expect(await row.getByRole('gridcell').allInnerTexts()).toEqual(['active', 'true', 'false']);
    expect(await findBarriers(page)).toEqual([]);
  });
});
