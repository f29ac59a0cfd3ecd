import fc from 'fast-check';
import type { Json } from '../../../../scim/json.ts';
import type { Mapping } from '../../../../mappers/compile/mapping.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import type { Transform } from '../../../../mappers/document/transforms.ts';
import { ANN, back, resourceOf, source, storedFields, titled, withRow, x, X } from './oneRow.ts';
import { sourcesAt } from './sources.ts';
import { anyText } from './users.ts';

describe('transforms of a row that can be undone', () => {
  const STAFF: Transform = { table: { E: 'Employee', C: 'Contractor' } };
  const listed = (...transforms: Transform[]): Mapping =>
    withRow({ scim: X, keycloak: 'attributes.x', multiValued: true, transforms });

  it.each([
    ['E', 'Employee'],
    ['C', 'Contractor'],
    ['e', 'e'],
    ['Other', 'Other'],
    ['Employee', 'Employee'],
  ])('a table: %s is kept as %s', (title, kept) => {
    const mapping = titled(STAFF);
    expect(storedFields(mapping, { title }).attributes.job).toEqual([kept]);
    expect(back(mapping, { title })).toEqual({ ...ANN, title });
  });

  it.each([
    ['Contractor', 'C'],
    ['contractor', 'contractor'],
    ['Boss', 'Boss'],
  ])('a table: %s of the console is shown as %s', (job, title) => {
    expect(resourceOf(titled(STAFF), { attributes: { job: [job] } })).toEqual({ ...ANN, title });
  });

  it('a table: is searched in all spellings of its keys', () => {
    const mapping = titled(STAFF);
    expect(sourcesAt(mapping, 'title', 'x')).toEqual(source('job', 'x'));
    for (const value of ['E', 'e']) {
      expect(sourcesAt(mapping, 'title', value)).toEqual(
        expect.arrayContaining(source('job', 'Employee')) as unknown,
      );
    }
    expect(sourcesAt(mapping, 'title', 'e')).toEqual(expect.arrayContaining(source('job', 'e')) as unknown);
    expect(sourcesAt(mapping, 'title', '')).toBeUndefined();
  });

  it('a table: for numbers, by their text', () => {
    const row: Row = {
      scim: X,
      keycloak: 'attributes.x',
      type: 'integer',
      transforms: [{ table: { 1: 'one' } }],
    };
    const mapping = withRow(row);
    expect(storedFields(mapping, x(1)).attributes.x).toEqual(['one']);
    expect(storedFields(mapping, x(2)).attributes.x).toEqual(['2']);
    expect(back(mapping, x(1))).toEqual({ ...ANN, ...x(1) });
    // The console may hold 1 as it is, which is shown as 1.
    expect(sourcesAt(mapping, X, 1)).toEqual([...source('x', '1'), ...source('x', 'one')]);
  });

  it('a table: for a field that Keycloak folds', () => {
    const mapping = withRow({
      scim: 'userName',
      keycloak: 'username',
      transforms: [{ table: { Ann: 'Root' } }],
    });
    const fields = mapping.toKeycloak({ userName: 'Ann' });
    expect(fields.username).toBe('root');
    expect(mapping.toScim(fields).userName).toBe('Ann');
    expect(mapping.toScim({ username: 'bob', attributes: {} }).userName).toBe('bob');
  });

  it.each<[string, string[] | undefined]>([
    ['a,b', ['a', 'b']],
    ['a', ['a']],
    ['b,a', ['a', 'b']],
    ['a,,b', ['a', 'b']],
    ['a,a', ['a']],
    [' a , b ', [' a ', ' b ']],
    [',', undefined],
    ['', undefined],
  ])('split: %j becomes %j, and comes back exactly', (title, values) => {
    const mapping = titled({ split: ',' });
    const { attributes } = storedFields(mapping, { title });
    expect(attributes.job?.toSorted()).toEqual(values);
    expect(back(mapping, { title })).toEqual({ ...ANN, title });
    expect(sourcesAt(mapping, 'title', title)).toBeUndefined();
  });

  it('split: follows the console, whatever the order of its values', () => {
    const mapping = titled({ split: ', ' });
    expect(resourceOf(mapping, { attributes: { job: ['b', 'a'] } })).toEqual({ ...ANN, title: 'a, b' });
    const { attributes } = storedFields(mapping, { title: 'b, a' });
    const turned = { ...attributes, job: (attributes.job ?? []).toReversed() };
    expect(resourceOf(mapping, { attributes: turned })).toEqual({ ...ANN, title: 'b, a' });
    expect(resourceOf(mapping, { attributes: { ...attributes, job: ['a', 'b', 'c'] } })).toEqual({
      ...ANN,
      title: 'a, b, c',
    });
  });

  it.each<[Json[], string | undefined]>([
    [['a', 'b'], 'a,b'],
    [['b', 'a', 'b'], 'b,a,b'],
    [['a'], 'a'],
    [['a,b', 'c'], 'a,b,c'],
    [[''], undefined],
    [['', ''], ','],
  ])('join: %j becomes %j, and comes back exactly', (list, text) => {
    const mapping = listed({ join: ',' });
    expect(storedFields(mapping, x(list)).attributes.x).toEqual(text === undefined ? undefined : [text]);
    expect(back(mapping, x(list))).toEqual({ ...ANN, ...x(list) });
  });

  it('join: follows the console', () => {
    expect(resourceOf(listed({ join: ',' }), { attributes: { x: ['p,q'] } })).toEqual({
      ...ANN,
      ...x(['p', 'q']),
    });
  });

  it('join: of numbers', () => {
    const mapping = withRow({
      scim: X,
      keycloak: 'attributes.x',
      type: 'integer',
      multiValued: true,
      transforms: [{ join: ' ' }],
    });
    expect(storedFields(mapping, x([1, 2])).attributes.x).toEqual(['1 2']);
    expect(back(mapping, x([1, 2]))).toEqual({ ...ANN, ...x([1, 2]) });
  });

  it('a list without transforms: each value once, and exactly back', () => {
    const mapping = listed();
    expect(storedFields(mapping, x(['b', 'a', 'b'])).attributes.x?.toSorted()).toEqual(['a', 'b']);
    expect(back(mapping, x(['b', 'a', 'b', ' ']))).toEqual({ ...ANN, ...x(['b', 'a', 'b', ' ']) });
  });

  it.each([true, false])('not: %s of a flag', (active) => {
    const mapping = withRow({ scim: 'active', keycloak: 'enabled', transforms: ['not'] });
    expect(storedFields(mapping, { active }).enabled).toBe(!active);
    expect(back(mapping, { active })).toEqual({ userName: 'ann', active });
    expect(sourcesAt(mapping, 'active', active)).toEqual([{ by: 'enabled', value: !active }]);
  });

  it.each([true, false])('not: %s of a user attribute', (value) => {
    const mapping = withRow({ scim: X, keycloak: 'attributes.x', type: 'boolean', transforms: ['not'] });
    expect(storedFields(mapping, x(value)).attributes).toEqual({ x: [String(!value)] });
    expect(back(mapping, x(value))).toEqual({ ...ANN, ...x(value) });
    expect(sourcesAt(mapping, X, value)).toEqual(source('x', String(!value)));
  });

  it.each<[string, Mapping]>([
    ['a table', titled({ table: { ' ': 'blank', ANN: 'ann', '': '(*)', x: 'y' } })],
    ['split', titled({ split: ' ' })],
    ['a table and split', titled({ table: { a: 'b c' } }, { split: ' ' })],
    ['nothing', titled()],
  ])('%s: any text comes back exactly', (_name, mapping) => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom('ANN', 'ann', 'x', 'y', 'a', 'b c')), (title) => {
        const fields = storedFields(mapping, { title });
        expect(mapping.toScim(fields).title).toBe(title);
        const values = Object.values(fields.attributes).flat();
        expect(values.filter((text) => text.length > 2048 || text.trim() === '')).toEqual([]);
      }),
    );
  });

  it.each<[string, Mapping]>([
    ['join', listed({ join: ' ' })],
    ['a table', listed({ table: { a: 'b', '': 'none' } })],
    ['nothing', listed()],
  ])('%s: any list comes back exactly', (_name, mapping) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.constantFrom('a', 'b')), { minLength: 1 }), (list) => {
        expect(back(mapping, x(list))).toEqual({ ...ANN, ...x(list) });
      }),
    );
  });
});
