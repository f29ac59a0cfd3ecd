import { useStage } from '../support/console/useStage.ts';

const { stage, signIn } = useStage();

describe('the console', () => {
  it('signs a person in at the realm and shows the pages about it', async () => {
    const page = await signIn(stage.consoleUrl(), stage.people.operator);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(await page.getByRole('navigation').getByRole('link').count()).toBe(13);
    expect(page.url()).toBe(stage.pageUrl('overview'));
    expect(await page.getByRole('button', { name: 'olga' }).count()).toBe(1);
  });
});
