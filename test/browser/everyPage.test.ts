import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContextOptions, Page } from 'playwright-core';
import german from '../../console/src/i18n/shell/de.json' with { type: 'json' };
import english from '../../console/src/i18n/shell/en.json' with { type: 'json' };
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';
import { freshRealmName } from '../support/keycloak/keycloak.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** The names of the pages about a realm, which are also those of their folders. */
const PAGES = (await readdir(path.join(ROOT, 'console', 'src', 'pages'))).filter((name) => name !== 'realms');

const { stage, browser, signIn } = useStage({ name: freshRealmName('customer'.repeat(6)) });

beforeAll(async () => {
  await stage.realm.scim('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    // As long as names become, without a place to break.
    userName: `${'anna'.repeat(22)}@example.com`,
  });
});

/** Visits every page in the same browser; `look` says what is amiss there. */
async function visitAll(
  options: BrowserContextOptions,
  look: (page: Page) => Promise<readonly string[]>,
): Promise<string[]> {
  const page = await signIn('about', stage.people.operator, options);
  const texts: Readonly<Record<string, string>> =
    options.locale?.startsWith('de') === true ? german : english;
  const amiss: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') amiss.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', ({ message }) => {
    amiss.push(`${page.url()}: ${message}`);
  });
  await page.getByRole('heading', { level: 1 }).waitFor();
  for (const name of PAGES) {
    // As by a link: to open an address anew is to sign in anew.
    await page.evaluate(
      `history.pushState(null, '', '${stage.pageUrl(name)}'); dispatchEvent(new PopStateEvent('popstate'));`,
    );
    await page.getByRole('heading', { level: 1, name: texts[`page.${name}`] ?? name, exact: true }).waitFor();
    await page.getByRole('status', { name: /^(Loading|Wird geladen)$/ }).waitFor({ state: 'detached' });
    amiss.push(...(await look(page)).map((finding) => `${name}: ${finding}`));
  }
  await page.context().close();
  return amiss;
}

/** Looks for texts that have no translation, names that differ from what is seen, and content wider than the window. */
async function blemishes(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText();
  const keys = text.match(/\b(?:[a-z]+\.)[a-z][A-Za-z.]*(?<!\.(?:com|org|json|md))\b/g) ?? [];
  const untranslated = keys.filter((key) => PAGES.includes(key.split('.')[0] ?? ''));
  const isTooWide = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  const misnamed = await findBarriers(page, ['label-content-name-mismatch']);
  return [...untranslated, ...misnamed, ...(isTooWide ? ['wider than the window'] : [])];
}

describe('every page of the console', () => {
  it('has no barrier by WCAG 2.2 AA, and enough contrast in the dark', async () => {
    const look = async (page: Page): Promise<string[]> => {
      const barriers = await findBarriers(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html.pf-v6-theme-dark').waitFor();
      const inTheDark = await findBarriers(page, ['color-contrast']);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.locator('html:not(.pf-v6-theme-dark)').waitFor();
      return [...barriers, ...inTheDark.map((barrier) => `in the dark: ${barrier}`)];
    };
    expect(await visitAll({}, look)).toEqual([]);
  });

  it.each([
    ['on a wide screen in English', { width: 1440, height: 900 }, 'en-GB'],
    ['at 200 % in German', { width: 720, height: 450 }, 'de-AT'],
    ['on a telephone in a language that the console does not speak', { width: 390, height: 844 }, 'fr-FR'],
  ])('has all of its texts, and fits %s', async (_title, viewport, locale) => {
    expect(await visitAll({ viewport, locale }, blemishes)).toEqual([]);
  });

  it('speaks the language of the browser, which the document names', async () => {
    const page = await signIn('about', stage.people.operator, { locale: 'de-DE' });
    await page.getByRole('link', { name: 'Provisionierungsprotokoll' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.context().close();
  });

  it('is reached by the keyboard alone: past the navigation with the first key, and into the page', async () => {
    const page = await signIn('about', stage.people.operator);
    await page.getByRole('heading', { level: 1, name: 'About' }).waitFor();
    // The heading has the focus, so that what is read next is the page; a person who goes back to the top begins here.
    await page.evaluate(
      "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')",
    );
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to the page');
    await page.getByRole('link', { name: 'Tokens' }).focus();
    await page.keyboard.press('Enter');
    const heading = page.getByRole('heading', { level: 1, name: 'Tokens' });
    await heading.waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Tokens');
    await page.context().close();
  });

  it('is not covered by the navigation on a telephone, once something is chosen there', async () => {
    const viewport = { width: 390, height: 844 };
    const page = await signIn('about', stage.people.operator, { viewport });
    const link = page.getByRole('link', { name: 'Tokens' });
    await page.getByRole('heading', { level: 1, name: 'About' }).waitFor();
    expect(await link.count()).toBe(0);
    await page.getByRole('button', { name: 'Pages', exact: true }).click();
    await link.click();
    await page.getByRole('heading', { level: 1, name: 'Tokens' }).waitFor();
    await link.waitFor({ state: 'detached' });
    await page.context().close();
  });
});

describe('the files of the console', () => {
  const assets = path.join(ROOT, 'console', 'dist', 'assets');
  const KB = 1_000;

  it('are at most 320 kB for the first page, as browsers receive them', async () => {
    const page = await browser().newPage();
    let bytes = 0;
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (!/\/scim\/console\/assets\/.*\.(js|css)$/.test(pathname)) return;
      const file = path.join(assets, `${path.basename(pathname)}.br`);
      void stat(file).then(({ size }) => (bytes += size));
    });
    await page.goto(stage.consoleUrl());
    await page.locator('#username').waitFor();
    await page.close();
    expect(bytes).toBeGreaterThan(100 * KB);
    expect(bytes).toBeLessThan(320 * KB);
  });

  it('are at most 60 kB for each further page, and carry no map of the sources', async () => {
    const names = await readdir(assets);
    expect(names.filter((name) => name.endsWith('.map'))).toEqual([]);
    for (const name of names.filter((candidate) => /Page-[^.]*\.js$/.test(candidate))) {
      const size = gzipSync(await readFile(path.join(assets, name))).length;
      expect([name, size > 60 * KB]).toEqual([name, false]);
    }
  });
});
