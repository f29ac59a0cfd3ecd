import { at, ofRow } from './mistakeLines.ts';

const TRANSFORMS = 'There is "not", "trim", "case", "join", "split", "table", "constant" or "default".';

describe('malformed aliases and mirrors', () => {
  it.each([[7], [null], [[]], [{}], [{ transform: 'not' }], [{ name: 7 }]])('alias %j', (alias) => {
    expect(ofRow({ aliases: ['job', alias] })).toEqual(
      at('aliases/1', 'An alias is a name, or an object with "name".'),
    );
  });

  it.each([[7], [null], [{}], [[7]], [true]])('mirror %j', (mirror) => {
    expect(ofRow({ mirror })).toEqual(
      at('mirror', '"mirror" takes the name of a user attribute, or a list of names.'),
    );
  });
});

describe('malformed transforms', () => {
  it.each<[unknown, string]>([
    ['nott', 'There is no transform "nott". Did you mean "not"?'],
    ['lower', `There is no transform "lower". ${TRANSFORMS}`],
    [{ cas: 'lower' }, 'There is no transform "cas". Did you mean "case"?'],
    [{ uppercase: true }, `There is no transform "uppercase". ${TRANSFORMS}`],
    [7, `A transform is a name or an object, not a number. ${TRANSFORMS}`],
    [null, `A transform is a name or an object, not null. ${TRANSFORMS}`],
    [true, `A transform is a name or an object, not true. ${TRANSFORMS}`],
    [[], `A transform is a name or an object, not an array. ${TRANSFORMS}`],
    ['case', '"case" needs a value. For example { "case": "lower" }.'],
    ['join', '"join" needs a value. For example { "join": ", " }.'],
    ['split', '"split" needs a value. For example { "split": ", " }.'],
    ['table', '"table" needs a value. For example { "table": { "E": "Employee" } }.'],
    ['constant', '"constant" needs a value. For example { "constant": true }.'],
    ['default', '"default" needs a value. For example { "default": "Employee" }.'],
    [{ not: true }, '"not" does not take true. For example "not".'],
    [{ trim: 1 }, '"trim" does not take 1. For example "trim".'],
    [{ case: 'title' }, '"case" does not take "title". For example { "case": "lower" }.'],
    [{ case: 7 }, '"case" does not take 7. For example { "case": "lower" }.'],
    [{ join: '' }, '"join" does not take "". For example { "join": ", " }.'],
    [{ join: 7 }, '"join" does not take 7. For example { "join": ", " }.'],
    [{ split: '' }, '"split" does not take "". For example { "split": ", " }.'],
    [{ split: null }, '"split" does not take null. For example { "split": ", " }.'],
    [{ table: 'E' }, '"table" does not take "E". For example { "table": { "E": "Employee" } }.'],
    [{ table: [] }, '"table" does not take an array. For example { "table": { "E": "Employee" } }.'],
    [{ constant: null }, '"constant" does not take null. For example { "constant": true }.'],
    [{ constant: {} }, '"constant" does not take an object. For example { "constant": true }.'],
    [{ default: [] }, '"default" does not take an array. For example { "default": "Employee" }.'],
    [
      { case: 'lower', join: ',' },
      'A transform is one thing; put several into the list one after the other.',
    ],
  ])('%j', (transform, sentence) => {
    expect(ofRow({ transforms: ['trim', transform] })).toEqual(at('transforms/1', sentence));
  });
});
