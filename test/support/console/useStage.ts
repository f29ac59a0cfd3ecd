import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser, signInAt } from './browser.ts';
import { openStage, type Person, type Stage } from './stage.ts';

/** A stage and a browser that exist while the tests of a file run. */
interface StageOfTests {
  readonly stage: Omit<Stage, 'close'>;
  readonly browser: () => Browser;
  /** Signs a person in at a page of the stage's realm, or at a whole address, in a browser without a past. */
  readonly signIn: (address: string, person: Person, options?: BrowserContextOptions) => Promise<Page>;
}

/** Opens a stage and a browser before the tests of a file, and closes both after them. */
export function useStage(options?: Parameters<typeof openStage>[0]): StageOfTests {
  let stage: Stage | undefined;
  let browser: Browser | undefined;

  beforeAll(async () => {
    stage = await openStage(options);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  function opened<T>(part: T | undefined): T {
    if (part === undefined) throw new Error('The stage is open only while tests run.');
    return part;
  }

  return {
    stage: {
      get bridge() {
        return opened(stage).bridge;
      },
      get realm() {
        return opened(stage).realm;
      },
      get people() {
        return opened(stage).people;
      },
      consoleUrl: (realm) => opened(stage).consoleUrl(realm),
      pageUrl: (page) => opened(stage).pageUrl(page),
    },
    browser: () => opened(browser),
    signIn: (address, person, contextOptions) =>
      signInAt(opened(browser), new URL(address, opened(stage).pageUrl('')).href, person, contextOptions),
  };
}
