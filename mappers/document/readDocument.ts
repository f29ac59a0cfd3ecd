import { Ajv, type ErrorObject } from 'ajv';
import schema from './mapping.schema.json' with { type: 'json' };
import type { MappingDocument } from './types.ts';
import { didYouMean, listed, type Mistake } from '../../documents/mistakes.ts';
import { TRANSFORMS, type TransformName } from './transforms.ts';

const validate = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  verbose: true,
}).compile<MappingDocument>(schema);

const NAMES = Object.keys(TRANSFORMS);

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

const shown = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : kindOf(value));

/** What may stand at a place that has several shapes. */
function ofSeveral(error: ErrorObject): [string, string?] {
  const { instancePath, data } = error;
  if (/\/aliases\/\d+$/.test(instancePath)) return ['An alias is a name, or an object with "name".'];
  if (instancePath.endsWith('/mirror'))
    return ['"mirror" takes the name of a user attribute, or a list of names.'];
  const name =
    typeof data === 'string'
      ? data
      : typeof data === 'object' && data !== null
        ? (Object.keys(data)[0] ?? '')
        : '';
  if (NAMES.includes(name) && typeof data === 'object' && data !== null) {
    const members = Object.keys(data).length;
    return members > 1
      ? ['A transform is one thing; put several into the list one after the other.']
      : [`"${name}" does not take ${shown((data as Record<string, unknown>)[name])}.`, exampleOf(name)];
  }
  const needs = NAMES.includes(name) && name !== 'not' && name !== 'trim';
  if (needs) return [`"${name}" needs a value.`, exampleOf(name)];
  if (name === '')
    return [`A transform is a name or an object, not ${kindOf(data)}.`, `There is ${listed(NAMES)}.`];
  return [`There is no transform "${name}".`, didYouMean(name, NAMES) ?? `There is ${listed(NAMES)}.`];
}

const exampleOf = (name: string): string => `For example ${TRANSFORMS[name as TransformName].example}.`;

const lastName = (pointer: string): string => pointer.split('/').at(-1) ?? '';

function explain(error: ErrorObject): [sentence: string, hint?: string | undefined] {
  const { keyword, instancePath, data, parentSchema } = error;
  const params = error.params as Record<string, unknown>;
  const name = lastName(instancePath);
  const where = /^\d*$/.test(name) ? 'This' : `"${name}"`;
  switch (keyword) {
    case 'additionalProperties': {
      const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
      const written = String(params.additionalProperty);
      return [`There is no member "${written}".`, didYouMean(written, known) ?? `There is ${listed(known)}.`];
    }
    case 'required':
      return [`"${String(params.missingProperty)}" is missing.`];
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      const hint = typeof data === 'string' ? didYouMean(data, allowed) : undefined;
      return [`${where} is ${listed(allowed)}, not ${shown(data)}.`, hint];
    }
    case 'type': {
      const types = [params.type].flat().map(String).join(' or ');
      return [`${where} takes ${/^[aio]/.test(types) ? 'an' : 'a'} ${types}, not ${kindOf(data)}.`];
    }
    case 'minLength':
      return [`${where} must not be empty.`];
    case 'uniqueItems':
      return [`${where} lists ${shown((data as unknown[])[Number(params.i)])} twice.`];
    case 'anyOf':
      return ofSeveral(error);
    default:
      return [`${where} ${error.message ?? 'is wrong'}.`];
  }
}

/** Errors inside the branches of a choice say less than the one about the choice. */
function isOfBranch(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  return all.some(
    (other) =>
      other.keyword === 'anyOf' &&
      other !== error &&
      error.schemaPath.startsWith(`${other.schemaPath}/`) &&
      error.instancePath.startsWith(other.instancePath),
  );
}

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
  if (validate(value)) return { document: value };
  const errors = validate.errors ?? [];
  const mistakes = errors
    .filter((error) => !isOfBranch(error, errors))
    .map((error): Mistake => {
      const [sentence, hint] = explain(error);
      return { file, pointer: `${pointer}${error.instancePath}`, sentence, hint };
    });
  return {
    document: soundPart(
      value,
      errors.map(({ instancePath }) => instancePath),
    ),
    mistakes,
  };
}
