import schema from './mapping.schema.json' with { type: 'json' };
import { soundPart } from './soundPart.ts';
import type { MappingDocument, UncertainMembers } from './types.ts';
import { findExcess } from '../../documents/bounds.ts';
import type { Mistake } from '../../documents/mistake.ts';
import { listNames, suggest } from '../../documents/suggest.ts';
import { createValidator, kindOf, describeValue, type Explanation } from '../../documents/validate.ts';
import { TRANSFORMS, type TransformName } from './transforms.ts';

const NAMES = Object.keys(TRANSFORMS);

/** Explains a value that fits none of several shapes. */
function explainChoice(pointer: string, value: unknown): Explanation {
  if (/\/aliases\/\d+$/.test(pointer)) return ['wrongAlias', 'An alias is a name, or an object with "name".'];
  if (pointer.endsWith('/mirror'))
    return ['wrongType', '"mirror" takes the name of a user attribute, or a list of names.'];
  const name =
    typeof value === 'string'
      ? value
      : typeof value === 'object' && value !== null
        ? (Object.keys(value)[0] ?? '')
        : '';
  if (NAMES.includes(name) && typeof value === 'object' && value !== null) {
    const members = Object.keys(value).length;
    return members > 1
      ? ['wrongTransform', 'A transform is one thing; put several into the list one after the other.']
      : [
          'wrongTransform',
          `"${name}" does not take ${describeValue((value as Record<string, unknown>)[name])}.`,
          exampleOf(name),
        ];
  }
  const needs = NAMES.includes(name) && name !== 'not' && name !== 'trim';
  if (needs) return ['wrongTransform', `"${name}" needs a value.`, exampleOf(name)];
  const allNames = `There is ${listNames(NAMES)}.`;
  return name === ''
    ? ['wrongTransform', `A transform is a name or an object, not ${kindOf(value)}.`, allNames]
    : ['wrongTransform', `There is no transform "${name}".`, suggest(name, NAMES)];
}

const exampleOf = (name: string): string => `For example ${TRANSFORMS[name as TransformName].example}.`;

const findMistakes = createValidator(schema, { explainChoice });

/** A mapping document after the check of its shape. */
export interface CheckedDocument {
  /**
   * The document without the parts that have mistakes; a row of which nothing can be checked, and a quirk with a
   * mistake, leave a hole, so that pointers stay right.
   */
  readonly document: MappingDocument;
  readonly mistakes?: readonly Mistake[];
  /** The members of rows that are left out of `document` because they have mistakes. */
  readonly uncertain?: UncertainMembers;
}

/** Checks the shape of a mapping document; `file` and `pointer` are its place. */
export function readDocument(value: unknown, file: string, pointer = ''): CheckedDocument {
  const excess = findExcess(value, { file, pointer });
  if (excess !== undefined) return { document: {}, mistakes: [excess] };
  const mistakes = findMistakes(value, { file, pointer });
  if (mistakes.length === 0) return { document: value as MappingDocument };
  const pointers = mistakes.map((mistake) => mistake.pointer.slice(pointer.length));
  return { ...soundPart(value, pointers), mistakes };
}
