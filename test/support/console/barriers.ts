import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** WCAG 2.2 AA, by the tags of axe. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Rules beyond it: headings without a gap between their levels, and names that begin as their labels show them. */
const FURTHER_RULES = {
  'heading-order': { enabled: true },
  'label-content-name-mismatch': { enabled: true },
};

/** Lists what keeps people from using a page, as axe finds it; `rules` alone if they are given. */
export async function findBarriers(page: Page, rules: readonly string[] = []): Promise<readonly string[]> {
  // Within the page itself: there are no frames whose findings another page would have to put together.
  const analyzer = new AxeBuilder({ page }).setLegacyMode();
  if (rules.length > 0) analyzer.withRules([...rules]);
  else analyzer.options({ runOnly: { type: 'tag', values: WCAG }, rules: FURTHER_RULES });
  const { violations } = await analyzer.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html.slice(0, 200)}`));
}
