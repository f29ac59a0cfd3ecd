import { readFile } from 'node:fs/promises';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';

const { stage, signIn } = useStage();

const LIST = `userName,email,externalId
ann,ann@example.com,17
bob,ann@example.com,18
olga,other@example.com,19
cleo,cleo@example.com,20
cleo,cleo@example.com,20
`;

beforeAll(async () => {
  await stage.bridge.admin.users.create({
    realm: stage.realm.name,
    username: 'ann',
    email: 'ann@example.com',
    enabled: true,
  });
});

describe('the preview of a first full cycle', () => {
  it('shows what would come of each user of a list, and writes nothing', async () => {
    const page = await signIn('sources', stage.people.viewer);
    page.setDefaultTimeout(15_000);
    await page.getByRole('textbox', { name: 'Users of the provider' }).fill(LIST);
    await page.getByText('Line 6 has the user name of line 5.').waitFor();
    await page.getByRole('button', { name: 'Preview (5)' }).click();
    const table = page.getByRole('grid', { name: 'Preview of a first full cycle' });
    await table.waitFor();
    const rowOf = (line: number) => table.getByRole('row').nth(line - 1);
    expect(await rowOf(2).innerText()).toMatch(/Would be taken over[^]*ann \(by User name\)/);
    expect(await rowOf(3).innerText()).toMatch(/Conflict[^]*In the way: ann/);
    expect(await rowOf(4).innerText()).toMatch(/Protected[^]*Administration roles held/);
    expect(await rowOf(5).innerText()).toMatch(/Would be created/);
    expect(await rowOf(6).innerText()).toMatch(/Conflict[^]*In the way: line 5/);
    expect(await findBarriers(page)).toEqual([]);

    await page.setViewportSize({ width: 390, height: 844 });
    // The navigation moves out of the way.
    await page.waitForTimeout(1_000);
    expect(
      await page.evaluate<boolean>(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      ),
    ).toBe(false);
    await page.setViewportSize({ width: 1440, height: 900 });

    await page.getByRole('button', { name: 'Conflict: 2' }).click();
    expect(await table.getByRole('row').count()).toBe(3);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as CSV' }).click(),
    ]);
    const csv = await readFile(await saved.path(), 'utf8');
    expect(csv.split('\r\n')).toHaveLength(4);
    expect(csv).toContain('3,bob,conflict,');
    expect(
      await stage.bridge.admin.users.find({ realm: stage.realm.name, username: 'cleo', exact: true }),
    ).toEqual([]);
  });
});
