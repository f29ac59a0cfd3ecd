import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { useStage } from '../support/console/useStage.ts';

/** Where the guides have their pictures; `npm run docs:pictures` writes them, every other run into a folder that goes. */
const isKept = process.env.PICTURES === 'keep';
const GUIDES = path.join(import.meta.dirname, '..', '..', 'docs', 'guides', 'pictures');

/** Maximum size of a picture. */
const MAX_BYTES = 150_000;

let folder: string;
const { stage, signIn } = useStage({ profile: 'azure', ...(isKept ? { name: 'acme' } : {}) });

beforeAll(async () => {
  folder = isKept ? GUIDES : await mkdtemp(path.join(tmpdir(), 'pictures-'));
  await mkdir(folder, { recursive: true });
  const { realm } = stage;
  const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
  const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';
  const patch = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
  const create = (givenName: string, familyName: string) =>
    realm.scim('POST', '/Users', {
      schemas: [user],
      userName: `${givenName}.${familyName}@example.com`.toLowerCase(),
      name: { givenName, familyName },
      active: true,
    });
  await realm.scim('GET', '/Users?filter=userName+eq+%22nobody%22');
  const { body: anna } = await create('Anna', 'Ray');
  const { body: bert } = await create('Bert', 'Lee');
  await create('Anna', 'Ray');
  await realm.scim('POST', '/Groups', {
    schemas: [group],
    displayName: 'Sales',
    members: [{ value: anna.id }],
  });
  await realm.scim('PATCH', `/Users/${bert.id}`, {
    schemas: [patch],
    Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
  });
});

afterAll(async () => {
  if (!isKept) await rm(folder, { recursive: true, force: true });
});

/** What is to be seen in each picture, by its name. */
const PICTURES: readonly {
  readonly name: string;
  readonly address: string;
  readonly show: (page: Page) => Promise<void>;
}[] = [
  {
    name: 'endpoint',
    address: 'endpoint',
    show: (page) => page.getByText('Azure Tenant ID').first().waitFor(),
  },
  {
    name: 'log',
    address: 'log',
    async show(page) {
      await page.getByRole('button', { name: /^Refused: / }).click();
      await page.getByRole('tab', { name: 'What to do' }).click();
    },
  },
];

describe('the guides', () => {
  it.each(PICTURES)(
    'have a picture of the page that they talk about: $name',
    async ({ name, address, show }) => {
      const page = await signIn(address, stage.people.operator, {
        viewport: { width: 1280, height: 800 },
      });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await show(page);
      const file = path.join(folder, `${name}.png`);
      await page.screenshot({ path: file, animations: 'disabled' });
      const { size } = await stat(file);
      expect([size > 10_000, size < MAX_BYTES]).toEqual([true, true]);
      await page.context().close();
    },
  );
});
