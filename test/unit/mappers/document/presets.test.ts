import { GROUP_TYPE, USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { compileMapping } from '../../../../mappers/compile/mapping.ts';
import { GROUP_LIMITS } from '../../../../mappers/compile/storage/fields.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';
import { findPreset, PRESET_NAMES } from '../../../../mappers/document/presets.ts';

describe.each(PRESET_NAMES)('preset %s', (name) => {
  const preset = findPreset(name);
  const generic = findPreset('generic');

  it('is complete', () => {
    expect(preset).toMatchObject({ name, title: expect.stringMatching(/./) as string });
    expect(preset?.description).toMatch(/\.$/);
    expect(Object.keys(preset?.behaviours ?? {}).sort()).toEqual(
      Object.keys(generic?.behaviours ?? {}).sort(),
    );
    expect(preset).not.toHaveProperty('extends');
  });

  it('compiles against users and groups', () => {
    const users = compileMapping(preset?.user ?? [], USER_TYPE);
    const groups = compileMapping(preset?.group ?? [], GROUP_TYPE, GROUP_LIMITS);
    expect(users.scimPathOf('username')).toBe('userName');
    expect(users.scimPathOf('enabled')).toBe('active');
    expect(groups.scimPathOf('name')).toBe('displayName');
  });

  it('has a row for every attribute that a client can write and read', () => {
    const users = compileMapping(preset?.user ?? [], USER_TYPE);
    const attributes = [USER_TYPE.schema, ...USER_TYPE.extensions.map(({ schema }) => schema)].flatMap(
      (schema) => {
        const prefix = schema === USER_TYPE.schema ? '' : `${schema.id}:`;
        return schema.attributes
          .filter(({ mutability }) => mutability === 'readWrite')
          .flatMap(({ name: own, multiValued, subAttributes = [] }) =>
            multiValued || subAttributes.length === 0
              ? [`${prefix}${own}`]
              : subAttributes
                  .filter(({ mutability }) => mutability === 'readWrite')
                  .map((sub) => `${prefix}${own}.${sub.name}`),
          );
      },
    );
    const rows = (preset?.user ?? []).map(({ scim }) => scim);
    expect(attributes.filter((path) => !rows.includes(path))).toEqual([]);
    expect(users.ownedAttributes.size).toBeGreaterThan(20);
  });

  it('names quirks that exist, each once', async () => {
    const known = await loadQuirks();
    const quirks = preset?.quirks ?? [];
    expect(quirks.filter((quirk) => !known.has(quirk))).toEqual([]);
    expect(new Set(quirks).size).toBe(quirks.length);
  });
});

describe('findPreset', () => {
  it('inherits members that strict does not have', () => {
    const [strict, generic] = [findPreset('strict'), findPreset('generic')];
    expect(strict?.user).toEqual(generic?.user);
    expect(strict?.quirks).toEqual([]);
    expect(strict?.title).not.toBe(generic?.title);
    expect(strict?.behaviours).toEqual({
      ...generic?.behaviours,
      unknownAttributes: 'reject',
      canonicalValues: 'enforce',
      unmatchedElement: 'noTarget',
      hollowElements: 'keep',
      unknownFilterAttributes: 'reject',
      refusedDeactivation: 'refuse',
      groupPatchAnswer: 'resource',
    });
  });

  it.each(['', 'Generic', 'nobody', '__proto__', 'constructor'])('knows no preset %j', (name) => {
    expect(findPreset(name)).toBeUndefined();
  });
});
