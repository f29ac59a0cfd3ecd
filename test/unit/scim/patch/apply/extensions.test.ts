import { STRICT } from '../../reading.ts';
import { patched } from '../patching.ts';
import { ENTERPRISE, expectCase, NOTHING, type Case } from './patchedUser.ts';

describe('extensions', () => {
  const all = { department: 'Sales', manager: { value: '42' } };
  it.each<Case>([
    ['add', ENTERPRISE, { division: 'X' }, { [ENTERPRISE]: { ...all, division: 'X' } }],
    [
      'replace',
      ENTERPRISE.toUpperCase(),
      { Department: 'HR' },
      { [ENTERPRISE]: { ...all, department: 'HR' } },
    ],
    ['replace', ENTERPRISE, { department: null, manager: null }, { [ENTERPRISE]: undefined }],
    ['replace', ENTERPRISE, null, { [ENTERPRISE]: undefined }],
    ['remove', ENTERPRISE, undefined, { [ENTERPRISE]: undefined }],
    ['remove', ENTERPRISE, { department: 'x' }, { [ENTERPRISE]: undefined }],
    ['replace', `${ENTERPRISE}:department`, 'HR', { [ENTERPRISE]: { ...all, department: 'HR' } }],
    ['remove', `${ENTERPRISE}:department`, undefined, { [ENTERPRISE]: { manager: { value: '42' } } }],
    [
      'replace',
      `${ENTERPRISE}:manager`,
      { value: '43' },
      { [ENTERPRISE]: { ...all, manager: { value: '43' } } },
    ],
    ['replace', `${ENTERPRISE}:manager.value`, '43', { [ENTERPRISE]: { ...all, manager: { value: '43' } } }],
    ['remove', `${ENTERPRISE}:manager.value`, undefined, { [ENTERPRISE]: { department: 'Sales' } }],
    ['remove', `${ENTERPRISE}:costCenter`, undefined, NOTHING],
  ])('%s %s %j', (...args) => {
    expectCase(args);
    expectCase(args, STRICT);
  });

  it('do not stay as an empty object', () => {
    expect(patched({}, [{ op: 'remove', path: ENTERPRISE }])).toEqual({});
    expect(patched({}, [{ op: 'remove', path: `${ENTERPRISE}:manager` }])).toEqual({});
    expect(patched({}, [{ op: 'add', path: ENTERPRISE, value: {} }])).toEqual({});
  });
});
