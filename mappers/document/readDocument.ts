import schema from './mapping.schema.json' with { type: 'json' };
import type { MappingDocument } from './types.ts';
import { findExcess } from '../../documents/bounds.ts';
import type { Mistake } from '../../documents/mistake.ts';
import { listNames, suggest } from '../../documents/suggest.ts';
import { createValidator, kindOf, shown, type Explained } from '../../documents/validate.ts';
import { TRANSFORMS, type TransformName } from './transforms.ts';

const NAMES = Object.keys(TRANSFORMS);

/** What may stand at a place that has several shapes. */
function ofSeveral(pointer: string, value: unknown): Explained {
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
          `"${name}" does not take ${shown((value as Record<string, unknown>)[name])}.`,
          exampleOf(name),
        ];
  }
  const needs = NAMES.includes(name) && name !== 'not' && name !== 'trim';
  if (needs) return ['wrongTransform', `"${name}" needs a value.`, exampleOf(name)];
  const there = `There is ${listNames(NAMES)}.`;
  return name === ''
    ? ['wrongTransform', `A transform is a name or an object, not ${kindOf(value)}.`, there]
    : ['wrongTransform', `There is no transform "${name}".`, suggest(name, NAMES)];
}

const exampleOf = (name: string): string => `For example ${TRANSFORMS[name as TransformName].example}.`;

const findMistakes = createValidator(schema, { explainChoice: ofSeveral });

/** A document with every mistake in its shape; what has none can be checked further. */
export interface Reading {
  /** What is left without the parts that have mistakes; rows that are left out leave a hole, so that places stay right. */
  readonly document: MappingDocument;
  readonly mistakes?: readonly Mistake[];
}

/** The parts of a document that have no mistake. */
function soundPart(value: unknown, pointers: readonly string[]): MappingDocument {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const bad = new Set(pointers.map((pointer) => pointer.split('/').slice(1, 3).join('/')));
  const isBad = (...names: (string | number)[]): boolean => bad.has(names.join('/'));
  const known = Object.keys(schema.properties);
  const members = Object.entries(value as Record<string, unknown>)
    .filter(([name]) => known.includes(name) && !isBad(name))
    .map(([name, member]): [string, unknown] => {
      if (name === 'user' || name === 'group') {
        return [name, (member as unknown[]).map((row, i) => (isBad(name, i) ? undefined : row))];
      }
      if (name !== 'behaviours' && name !== 'quirks') return [name, member];
      return pointers.some((pointer) => pointer.startsWith(`/${name}/`)) ? [name, undefined] : [name, member];
    });
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** Checks the shape of a mapping document; `file` and `pointer` say where it stands. */
export function readDocument(value: unknown, file: string, pointer = ''): Reading {
  const excess = findExcess(value, { file, pointer });
  if (excess !== undefined) return { document: {}, mistakes: [excess] };
  const mistakes = findMistakes(value, { file, pointer });
  if (mistakes.length === 0) return { document: value as MappingDocument };
  const pointers = mistakes.map((mistake) => mistake.pointer.slice(pointer.length));
  return { document: soundPart(value, pointers), mistakes };
}
