import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPlanFile, writePlanFile, type PlanFile } from '../../../../realm-config/fleet/planFile.ts';

const PLAN: PlanFile = {
  plan: 1,
  locations: ['fleet'],
  only: ['a'],
  realms: {
    a: {
      digest: 'x',
      changes: [
        { outcome: 'changed', object: 'realm settings', fields: [{ field: 'f', from: 1, to: null }] },
      ],
    },
  },
};

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'plan-'));
  file = path.join(folder, 'a.plan');
});

afterEach(() => rm(folder, { recursive: true }));

describe('a plan in a file', () => {
  it('is read as it was written', async () => {
    await writePlanFile(file, PLAN);
    expect(await readPlanFile(file)).toEqual(PLAN);
    expect(await readFile(file, 'utf8')).toMatch(/\n$/);
  });

  it.each(['', '{', '[]', 'null', '{"realm": "a"}', '{"template": {}, "tenants": []}'])(
    'is no other document: %j',
    async (text) => {
      await writeFile(file, text);
      expect(await readPlanFile(file)).toBeUndefined();
      expect(await readPlanFile(path.join(folder, 'none'))).toBeUndefined();
    },
  );

  it.each<[plan: object, pointer: string]>([
    [{ ...PLAN, plan: 2 }, '/plan'],
    [{ ...PLAN, realms: undefined }, ''],
    [{ ...PLAN, locations: 'fleet' }, '/locations'],
    [{ ...PLAN, locations: [] }, '/locations'],
    [{ ...PLAN, realms: { a: { digest: 'x' } } }, '/realms/a'],
    [{ ...PLAN, realms: { a: { digest: 'x', changes: [null] } } }, '/realms/a/changes/0'],
    [
      { ...PLAN, realms: { a: { digest: 'x', changes: [{ outcome: 'kept', object: 'b' }] } } },
      '/realms/a/changes/0/outcome',
    ],
  ])('that is broken is refused with the place: %j', async (plan, pointer) => {
    await writeFile(file, JSON.stringify(plan));
    await expect(readPlanFile(file)).rejects.toMatchObject({ mistakes: [{ file, pointer }] });
  });

  it('that cannot be written is a failure with the file', async () => {
    const target = path.join(folder, 'none', 'a.plan');
    await expect(writePlanFile(target, PLAN)).rejects.toThrow(
      `The plan cannot be written to ${target}: ENOENT`,
    );
  });
});
