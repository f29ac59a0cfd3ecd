import type { Browser } from 'playwright-core';
import { openBrowser, signInAt } from '../support/console/browser.ts';
import { openStage, type Stage } from '../support/console/stage.ts';

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  stage = await openStage();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await stage.close();
});

describe('the console', () => {
  it('signs a person in at the realm and shows the pages about it', async () => {
    const page = await signInAt(browser, stage.consoleUrl(), stage.people.operator);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(await page.getByRole('navigation').getByRole('link').count()).toBe(13);
    expect(page.url()).toBe(`${stage.consoleUrl()}${stage.realm.name}/overview`);
    expect(await page.getByRole('button', { name: 'olga' }).count()).toBe(1);
  });
});
