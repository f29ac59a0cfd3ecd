import type { Page } from 'playwright-core';
import { findBarriers } from '../support/console/barriers.ts';
import { useStage } from '../support/console/useStage.ts';

const { stage, signIn } = useStage();
let page: Page;

beforeAll(async () => {
  await stage.bridge.admin.groups.create({ realm: stage.realm.name, name: 'staff' });
  page = await signIn(stage.consoleUrl(), stage.people.operator);
  page.setDefaultTimeout(10_000);
});

const goTo = (name: string) => page.getByRole('link', { name, exact: true }).click();

async function save(): Promise<void> {
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
}

const findUser = async (username: string) =>
  (await stage.bridge.admin.users.find({ realm: stage.realm.name, username, exact: true }))[0];

describe('the rules for new users', () => {
  it('are told as mistakes at their fields, and in force once they are saved', async () => {
    await goTo('Onboarding and groups');
    await page.getByRole('textbox', { name: 'Groups 1', exact: true }).fill('/stuff');
    await page.getByText('There is no group "/stuff"').waitFor();
    await page.getByRole('textbox', { name: 'Groups 1', exact: true }).fill('/staff');
    await page.getByRole('combobox', { name: 'Required actions 1' }).fill('CONFIGURE_TOTP');
    await page.getByText('E-mail address counts as verified').click();
    expect(await findBarriers(page)).toEqual([]);
    await save();

    await stage.realm.scim('POST', '/Users', { userName: 'anna', emails: [{ value: 'anna@example.com' }] });
    const { id = '', ...anna } = (await findUser('anna')) ?? {};
    expect(anna).toMatchObject({ requiredActions: ['CONFIGURE_TOTP'], emailVerified: true });
    const groups = await stage.bridge.admin.users.listGroups({ realm: stage.realm.name, id });
    expect(groups.map(({ path }) => path)).toEqual(['/staff']);
  });
});

describe('the protection of users', () => {
  it('is tried on a user before it is saved, and then refuses the identity provider', async () => {
    await goTo('Protection');
    await page.getByLabel('User name or id').fill('anna');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Yes: SCIM may disable anna').waitFor();
    await page.getByRole('textbox', { name: 'Break-glass accounts 1' }).fill('ann*');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('No: anna is protected').waitFor();
    expect(await findBarriers(page)).toEqual([]);

    const id = (await findUser('anna'))?.id ?? '';
    const disable = () =>
      stage.realm.scim('PATCH', `/Users/${id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'active', value: false }],
      });
    await save();
    expect((await disable()).status).toBe(403);
    expect((await findUser('anna'))?.enabled).toBe(true);
  });
});

describe('the observe mode', () => {
  it('is switched on: requests are answered, and nothing is written', async () => {
    await goTo('Sources and observe mode');
    await page.getByRole('radio', { name: 'Observes' }).check();
    await page.getByText('When the pilot is over').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await save();
    expect((await stage.realm.scim('POST', '/Users', { userName: 'bert' })).status).toBe(201);
    expect(await findUser('bert')).toBeUndefined();
  });
});

describe('the rules for leavers', () => {
  it('are set where the brake is shown', async () => {
    await goTo('Leavers and brake');
    await page.getByRole('button', { name: 'Set a brake' }).click();
    await page
      .getByRole('switch', { name: 'Stop unintended mass deprovisioning' })
      .and(page.locator(':focus'))
      .waitFor();
    await page.getByText('Stop unintended mass deprovisioning').click();
    await page.getByRole('spinbutton', { name: 'Limit in percent' }).fill('25');
    await page.getByRole('spinbutton', { name: 'Limit in users' }).fill('7');
    await page.getByRole('radio', { name: 'Disables and hides the user' }).check();
    expect(await findBarriers(page)).toEqual([]);
    await save();
    await page.getByText('At most 7 users, and at most 25 % of').waitFor();
    await page.getByRole('button', { name: 'Change the rule' }).waitFor();
  });
});

describe('a person who may only look', () => {
  it('sees the rules, and is told which right it takes to save others', async () => {
    const viewer = await signIn('sources', stage.people.viewer);
    viewer.setDefaultTimeout(10_000);
    await viewer.getByRole('radio', { name: 'Observes', checked: true }).waitFor();
    const button = viewer.getByRole('button', { name: 'Save' });
    await button.hover();
    const reason = viewer.getByText(`Needs manage-clients of realm ${stage.realm.name}`);
    await reason.waitFor();
    expect(await button.getAttribute('aria-disabled')).toBe('true');
  });
});
