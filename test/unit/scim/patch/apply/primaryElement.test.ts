import type { Json } from '../../../../../scim/json.ts';
import { STRICT } from '../../reading.ts';
import { refusalOf } from '../../refusal.ts';
import { patched, type SentOperation } from '../patching.ts';
import { ANN, expectCase, HOME, NOTHING, WORK, type Case } from './patchedUser.ts';

describe('the primary element (RFC 7644 §3.5.2)', () => {
  const other = { value: 'o@x', type: 'other', primary: true };
  const unmarked = { ...WORK, primary: false };
  it.each<Case>([
    ['add', 'emails', [other], { emails: [unmarked, HOME, other] }],
    ['replace', 'emails[type eq "home"].primary', true, { emails: [unmarked, { ...HOME, primary: true }] }],
    ['add', 'emails[type eq "home"]', { primary: true }, { emails: [unmarked, { ...HOME, primary: true }] }],
    [
      'add',
      'emails',
      [{ value: 'ann@home.example', primary: true }],
      { emails: [unmarked, { ...HOME, primary: true }] },
    ],
    ['replace', 'emails', [other], { emails: [other] }],
    ['replace', 'emails[type eq "work"].primary', true, NOTHING],
    ['replace', 'emails[type eq "work"].primary', false, { emails: [unmarked, HOME] }],
  ])('%s %s %j', (...args) => {
    expectCase(args);
  });

  it.each<[string, Json]>([
    [
      'roles',
      [
        { value: 'x', primary: true },
        { value: 'y', primary: true },
      ],
    ],
    ['roles.primary', true],
    ['roles[value pr].primary', true],
  ])('may not be two: %s %j', (path, value) => {
    expect(refusalOf(() => patched(ANN, [{ op: 'add', path, value }]))).toMatch(
      /^invalidValue: "roles" (has|would have) more than one primary value; at most one may be primary\.$/,
    );
  });
});

describe('the primary element of a list without the mark', () => {
  const first = { value: 'a@x', type: 'work' };
  const second = { value: 'b@x', type: 'home' };
  const path = 'emails[primary eq true].value';
  const user = { userName: 'ann', emails: [first, second], roles: [{ value: 'r' }, { value: 's' }] };

  it.each(['add', 'replace'] as const)('is the first: %s changes its value and adds no other', (op) => {
    expect(patched(user, [{ op, path, value: 'n@x' }]).emails).toEqual([{ ...first, value: 'n@x' }, second]);
    expect(patched(user, [{ op, path: 'roles[primary eq true].value', value: 'n' }]).roles).toEqual([
      { value: 'n' },
      { value: 's' },
    ]);
  });

  it('is the first together with other conditions', () => {
    const at = (type: string) => `emails[type eq "${type}" and primary eq true].value`;
    const operation = (type: string): SentOperation => ({ op: 'replace', path: at(type), value: 'n@x' });
    expect(patched(user, [operation('work')]).emails).toEqual([{ ...first, value: 'n@x' }, second]);
    expect(patched(user, [operation('home')]).emails).toEqual([
      first,
      second,
      { value: 'n@x', type: 'home', primary: true },
    ]);
  });

  it('is removed as the first', () => {
    expect(patched(user, [{ op: 'remove', path: 'emails[primary eq true]' }]).emails).toEqual([second]);
  });

  it('is the marked one if there is one, and a new one in an empty list', () => {
    const marked = { ...second, primary: true };
    const emails = [first, marked];
    const replace: SentOperation = { op: 'replace', path, value: 'n@x' };
    expect(patched({ ...user, emails }, [replace]).emails).toEqual([first, { ...marked, value: 'n@x' }]);
    expect(patched({ userName: 'ann' }, [replace]).emails).toEqual([{ value: 'n@x', primary: true }]);
  });

  it('is none to the letter of the standard', () => {
    expect(refusalOf(() => patched(user, [{ op: 'replace', path, value: 'n@x' }], STRICT))).toMatch(
      /^noTarget/,
    );
  });
});
