import schema from './mapping.schema.json' with { type: 'json' };
import { soundPart } from './soundPart.ts';
import type { MappingDocument, UncertainMembers } from './types.ts';
import { findExcess } from '../../documents/bounds.ts';
import type { Mistake } from '../../documents/mistake.ts';
import { suggest, offer } from '../../documents/suggest.ts';
import { createValidator, kindOf, describeValue, type Explanation } from '../../documents/validate.ts';
import { TRANSFORMS, type TransformName } from './transforms.ts';
import { message, type Text } from '../../documents/text.ts';

const NAMES = Object.keys(TRANSFORMS);

/** Explains a value that fits none of several shapes. */
function explainChoice(pointer: string, value: unknown): Explanation {
  if (/\/aliases\/\d+$/.test(pointer))
    return ['wrongAlias', message('An alias is a name, or an object with "name".')];
  if (pointer.endsWith('/mirror'))
    return ['wrongType', message('"mirror" takes the name of a user attribute, or a list of names.')];
  const name =
    typeof value === 'string'
      ? value
      : typeof value === 'object' && value !== null
        ? (Object.keys(value)[0] ?? '')
        : '';
  if (NAMES.includes(name) && typeof value === 'object' && value !== null) {
    const members = Object.keys(value).length;
    return members > 1
      ? [
          'wrongTransform',
          message('A transform is one thing; put several into the list one after the other.'),
        ]
      : [
          'wrongTransform',
          message('"{name}" does not take {value}.', {
            name,
            value: describeValue((value as Record<string, unknown>)[name]),
          }),
          exampleOf(name),
        ];
  }
  const needs = NAMES.includes(name) && name !== 'not' && name !== 'trim';
  if (needs) return ['wrongTransform', message('"{name}" needs a value.', { name }), exampleOf(name)];
  const allNames = offer(NAMES);
  return name === ''
    ? [
        'wrongTransform',
        message('A transform is a name or an object, not {kind}.', { kind: kindOf(value) }),
        allNames,
      ]
    : ['wrongTransform', message('There is no transform "{name}".', { name }), suggest(name, NAMES)];
}

const exampleOf = (name: string): Text =>
  message('For example {example}.', { example: TRANSFORMS[name as TransformName].example });

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
