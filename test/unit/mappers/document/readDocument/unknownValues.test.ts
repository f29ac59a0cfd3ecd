import { at, linesOf, ofRow } from './mistakeLines.ts';

describe('an unknown value', () => {
  it.each<[string, unknown, string]>([
    ['password', 'stor', '"store" or "ignore", not "stor". Did you mean "store"?'],
    ['password', true, '"store" or "ignore", not true.'],
    ['password', null, '"store" or "ignore", not null.'],
    ['unknownAttributes', 'drop', '"keep", "ignore" or "reject", not "drop".'],
    ['canonicalValues', 'Enforce', '"suggest" or "enforce", not "Enforce". Did you mean "enforce"?'],
    ['unmatchedElement', 7, '"create" or "noTarget", not 7.'],
    ['hollowElements', true, '"remove" or "keep", not true.'],
    ['unknownFilterAttributes', 'nomatch', '"noMatch" or "reject", not "nomatch". Did you mean "noMatch"?'],
    ['refusedDeactivation', 'ignore', '"disable" or "refuse", not "ignore".'],
    ['userPatchAnswer', 'none', '"resource" or "empty", not "none".'],
    ['groupPatchAnswer', [], '"resource" or "empty", not an array.'],
    ['unknownMembers', 'reject ', '"skip" or "reject", not "reject ". Did you mean "reject"?'],
    ['groups', {}, '"request" or "default", not an object.'],
  ])('%s: %j', (name, value, rest) => {
    expect(linesOf({ behaviours: { [name]: value } })).toEqual([
      `acme.json#/behaviours/${name}: "${name}" is ${rest}`,
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'principal',
      'emial',
      '"email", "username", "firstName" or "lastName", not "emial". Did you mean "email"?',
    ],
    ['principal', 7, '"email", "username", "firstName" or "lastName", not 7.'],
    [
      'direction',
      'tokeycloak',
      '"both", "toKeycloak" or "toScim", not "tokeycloak". Did you mean "toKeycloak"?',
    ],
    [
      'type',
      'text',
      '"string", "boolean", "integer", "decimal", "dateTime", "reference" or "binary", not "text".',
    ],
    [
      'returned',
      'allways',
      '"default", "always", "request" or "never", not "allways". Did you mean "always"?',
    ],
  ])('%s of a row: %j', (name, value, rest) => {
    expect(ofRow({ [name]: value })).toEqual(at(name, `"${name}" is ${rest}`));
  });
});
