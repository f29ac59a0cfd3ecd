import { sensitivityOf } from '../../../../../bridge/lifecycle/protection/sensitivity.ts';
import { ANN, written } from './guardedRealm.ts';

describe('sensitivityOf', () => {
  it.each([
    { what: 'nothing', change: {}, is: 'harmless' },
    { what: 'an attribute', change: { attributes: { title: ['x'] } }, is: 'harmless' },
    { what: 'a name', change: { firstName: 'A', lastName: 'B' }, is: 'harmless' },
    { what: 'the same in capitals', change: { username: 'ANN', email: 'Ann@X.test' }, is: 'harmless' },
    { what: 'verified as it was', change: { emailVerified: true }, is: 'harmless' },
    { what: 'a disablement', change: { enabled: false }, is: 'lockout' },
    { what: 'another e-mail', change: { email: 'eve@x.test' }, is: 'takeover' },
    { what: 'no e-mail', change: { email: undefined }, is: 'takeover' },
    { what: 'another name', change: { username: 'eve' }, is: 'takeover' },
    { what: 'a password', change: { password: 'x' }, is: 'takeover' },
    { what: 'an empty password', change: { password: '' }, is: 'takeover' },
    { what: 'not verified any more', change: { emailVerified: false }, is: 'takeover' },
    { what: 'a disablement and a password', change: { enabled: false, password: 'x' }, is: 'takeover' },
  ])('classifies a change as $is: $what', ({ change, is }) => {
    expect(sensitivityOf(ANN, written(change))).toBe(is);
  });

  it('classifies enabling a user like disabling it', () => {
    expect(sensitivityOf({ ...ANN, enabled: false }, written())).toBe('lockout');
  });
});
