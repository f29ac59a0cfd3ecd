import { readFile } from 'node:fs/promises';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';
import { createTechnician } from '../support/console/technician.ts';
import { user } from '../support/scim/messages.ts';

const { stage, signIn } = useStage();
let technician: Awaited<ReturnType<typeof createTechnician>>;

beforeAll(async () => {
  technician = await createTechnician(stage);
  await stage.realm.scim('POST', '/Users', user('anna@example.com'));
  // A realm in which the technician has no rights.
  await stage.bridge.realm();
});

afterAll(async () => {
  await technician.remove();
});

describe('the page of all realms', () => {
  it('shows a technician of master the realms in which they have rights, and leads to each', async () => {
    const name = stage.realm.name;
    const page = await signIn(stage.consoleUrl('master'), technician);
    await page.getByRole('heading', { level: 1, name: 'Realms' }).waitFor();
    const rows = page.getByRole('grid').getByRole('row');
    await page.getByRole('link', { name }).waitFor();
    expect(await rows.count()).toBe(2);
    expect(await rows.nth(1).innerText()).toMatch(/Works[^]*generic[^]*1\s+0\s+–/);
    expect(await findBarriers(page)).toEqual([]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export 1 realm as CSV' }).click(),
    ]);
    expect(await readFile(await file.path(), 'utf8')).toContain(`\r\n${name},green,,generic,`);
    await page.getByRole('combobox', { name: 'State' }).selectOption('Does not work');
    await page.getByText('No realm matches these filters').waitFor();
    expect(page.url()).toContain('?light=red');
    await page.reload();
    await page.getByText('No realm matches these filters').waitFor();
    await page.getByRole('button', { name: 'Clear all filters' }).first().click();
    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByRole('button', { name: 'Created anna@example.com' }).waitFor();
    await page.getByRole('link', { name: 'All realms' }).click();
    await page.getByRole('heading', { level: 1, name: 'Realms' }).waitFor();
    await page.context().close();
  });
});
