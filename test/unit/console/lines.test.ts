import { byClient, filled, placeOf, toClientRoles } from '../../../console/src/configuration/fields/lines.ts';

describe('the lines of a list', () => {
  it('count only if they are filled', () => {
    const lines = ['', '/staff', '', '/sales'];
    expect(filled(lines)).toEqual(['/staff', '/sales']);
    expect(placeOf(lines, 3)).toBe(1);
  });
});

describe('client roles', () => {
  it('are shown one by one, and kept by client', () => {
    const rule = { shop: ['buyer', 'seller'], crm: ['reader'] };
    expect(toClientRoles(rule)).toHaveLength(3);
    expect(byClient(toClientRoles(rule))).toEqual(rule);
  });

  it('are left out until they are complete', () => {
    expect(byClient([{ client: 'shop', role: '' }])).toBeUndefined();
    expect(byClient([])).toBeUndefined();
  });

  it('are none where the document says something else', () => {
    expect(toClientRoles({ shop: 'buyer' })).toEqual([]);
  });
});
