import { disabling, verdictOf } from '../../../console/src/pages/protection/verdict.ts';

describe('whether SCIM may disable a user', () => {
  it.each([
    ['yes', 200, ['GET users/1', 'PUT users/1']],
    ['already', 200, ['GET users/1']],
    ['protected', 403, []],
    ['hidden', 404, []],
    ['no', 500, []],
  ])('is "%s" for an answer %i', (answer, status, calls) => {
    expect(verdictOf({ answer: { status }, notes: [], calls })).toEqual({ answer, reasons: [] });
  });

  it('comes with what the journal would say, or else with the answer of the client', () => {
    const answer = { status: 403, detail: 'The user is protected.' };
    expect(verdictOf({ answer, notes: [], calls: [] }).reasons).toEqual(['The user is protected.']);
    expect(verdictOf({ answer, notes: ['Has the role realm-admin.'], calls: [] }).reasons).toEqual([
      'Has the role realm-admin.',
    ]);
  });

  it('is asked about the user of the id', () => {
    expect(disabling('a/b').target).toBe('/Users/a%2Fb');
  });
});
