import { useStage } from '../support/console/useStage.ts';
import { patch, user } from '../support/scim/messages.ts';

const { stage, signIn } = useStage({ lifecycle: { brake: { users: 1, holdDeactivations: true } } });

/** The ids of users. */
const ids: string[] = [];

const disable = (id = '') =>
  stage.realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }));

beforeAll(async () => {
  for (const name of ['anna', 'bert', 'carla', 'dora']) {
    const { body } = await stage.realm.scim('POST', '/Users', user(`${name}@example.com`));
    ids.push(body.id);
  }
  await disable(ids[0]);
  await disable(ids[1]);
  await disable(ids[2]);
});

const openLeavers = (person: keyof typeof stage.people) => signIn('leavers', stage.people[person]);

describe('the brake on leavers', () => {
  it('is released by nobody who may only look, and says what right is missing', async () => {
    const page = await openLeavers('viewer');
    await page.getByText('The brake holds', { exact: true }).waitFor();
    const release = page.getByRole('button', { name: 'Release the brake' });
    await release.hover();
    await page.getByText(`Needs manage-clients of realm ${stage.realm.name}`).waitFor();
    await release.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect((await disable(ids[2])).status).toBe(503);
    await page.context().close();
  });

  it('shows who left and who was held, is released after a question, and then lets leavers go', async () => {
    const page = await openLeavers('operator');
    await page.getByText('At most 1 user may leave within 60 minutes.').waitFor();
    await page.getByRole('button', { name: 'Disabled anna@example.com' }).waitFor();
    await page
      .getByRole('button', { name: /^Failed for carla@example.com: / })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Release the brake' }).click();
    const question = page.getByRole('dialog', { name: 'Release the brake?' });
    await question.getByRole('button', { name: 'Release the brake' }).click();
    await page.getByText('The brake is released').waitFor();
    await page.getByText('0 users left in the last 60 minutes.').waitFor();
    expect((await disable(ids[2])).status).toBe(200);
    const { admin } = stage.bridge;
    const carla = await admin.users.findOne({ realm: stage.realm.name, id: ids[2] ?? '' });
    expect(carla?.enabled).toBe(false);
    await page.getByRole('link', { name: 'Provisioning log' }).click();
    await page.getByRole('button', { name: 'The brake was released.' }).waitFor();
    await page.getByRole('gridcell', { name: 'olga', exact: true }).waitFor();
    await page.context().close();
  });
});
