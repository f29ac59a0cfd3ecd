import type { JsonObject } from '../../../../scim/json.ts';
import type { Transform } from '../../../../mappers/document/transforms.ts';
import { ANN, back, source, storedFields, titled, withRow, x, X } from './oneRow.ts';
import { sourcesAt } from './sources.ts';

describe('transforms of a row that go one way', () => {
  it.each<[Transform[], string | undefined, string | undefined]>([
    [[{ case: 'lower' }], 'Chief', 'chief'],
    [[{ case: 'upper' }], 'Chief', 'CHIEF'],
    [['trim'], ' Chief ', 'Chief'],
    [['trim'], '  ', undefined],
    [[{ constant: 'c' }], 'Chief', 'c'],
    [[{ constant: 'c' }], undefined, 'c'],
    [[{ constant: 7 }], 'Chief', '7'],
    [[{ default: 'd' }], 'Chief', 'Chief'],
    [[{ default: 'd' }], undefined, 'd'],
    [['trim', { case: 'upper' }], ' chief ', 'CHIEF'],
    [[{ default: 'E' }, { table: { E: 'Employee' } }], undefined, 'Employee'],
  ])('%j: of %j Keycloak stores %j', (transforms, title, job) => {
    const user: JsonObject = title === undefined ? {} : { title };
    expect(storedFields(titled(...transforms), user).attributes).toEqual(
      job === undefined ? {} : { job: [job] },
    );
  });

  it.each<[Transform[], string | undefined, string | undefined]>([
    [[{ case: 'lower' }], 'Chief', 'chief'],
    [['trim'], ' Chief ', 'Chief'],
    [['trim'], ' ', undefined],
    [[{ constant: 'c' }], 'Chief', 'c'],
    [[{ default: 'd' }], undefined, 'd'],
    [['trim', { table: { MR: 'Herr' } }], ' MR ', 'MR'],
  ])('%j: of %j clients get %j', (transforms, title, again) => {
    expect(back(titled(...transforms), title === undefined ? {} : { title })).toEqual(
      again === undefined ? ANN : { ...ANN, title: again },
    );
  });

  it.each<[Transform[], string, unknown]>([
    [[{ case: 'lower' }], 'CHIEF', source('job', 'chief')],
    [['trim'], 'Chief', source('job', 'Chief')],
    [['trim'], ' ', undefined],
    [[{ constant: 'c' }], 'c', undefined],
    [[{ default: 'd' }], 'd', source('job', 'd')],
  ])('%j: %j is searched as it is stored', (transforms, value, expected) => {
    expect(sourcesAt(titled(...transforms), 'title', value)).toEqual(expected);
  });

  it.each<[Transform, boolean | undefined, boolean]>([
    [{ constant: true }, false, true],
    [{ constant: false }, true, false],
    [{ constant: false }, undefined, false],
    [{ default: false }, undefined, false],
    [{ default: false }, true, true],
  ])('%j: of %j a flag is %j', (transform, active, enabled) => {
    const mapping = withRow({ scim: 'active', keycloak: 'enabled', transforms: [transform] });
    const user: JsonObject = active === undefined ? {} : { active };
    expect(storedFields(mapping, user).enabled).toBe(enabled);
    expect(back(mapping, user)).toEqual({ userName: 'ann', active: enabled });
  });

  it('a constant that clients never see', () => {
    const mapping = withRow({
      scim: X,
      keycloak: 'attributes.origin',
      direction: 'toKeycloak',
      transforms: [{ constant: 'scim' }],
    });
    expect(storedFields(mapping, {}).attributes).toEqual({ origin: ['scim'] });
    expect(back(mapping, x('sent'))).toEqual(ANN);
  });
});
