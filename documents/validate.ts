import { Ajv, type ErrorObject } from 'ajv';
import type { MistakeCode } from './codes.ts';
import { step, type Mistake, type Place } from './mistake.ts';
import { alternatives, didYouMean, nearestName, suggest } from './suggest.ts';
import { message, type Message, type Text } from './text.ts';

/** The explanation of a mistake: its kind, a sentence, and a hint at what was probably meant. */
export type Explanation = readonly [code: MistakeCode, sentence: Text, hint?: Text | undefined];

/** A JSON Schema (draft 7). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How a validator explains mistakes. */
export interface ValidatorOptions {
  /** Explains a value that fits none of several shapes; `undefined` for the general explanation. */
  readonly explainChoice?: (pointer: string, value: unknown) => Explanation | undefined;
  /** Maximum length of the JSON text, in characters, whose mistakes are all found; for a longer one only the first. */
  readonly maxLength?: number;
  /** Whether a mistake about an unknown member points at the member itself instead of the object that has it. */
  readonly pointsAtUnknown?: boolean;
}

/** Describes the type of a value in words. */
export const kindOf = (value: unknown): Text => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return message('an array');
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'object') return message('an object');
  return typeof value === 'string' ? message('a string') : message('a {type}', { type: typeof value });
};

const elementAt = (list: unknown, index: unknown): unknown => (list as unknown[])[Number(index)];

/** Describes a value in a sentence: texts and numbers themselves, other values by their type. */
export const describeValue = (value: unknown): Text => {
  if (typeof value === 'string') return `"${value}"`;
  return typeof value === 'number' ? String(value) : kindOf(value);
};

const lastStep = (pointer: string): string =>
  (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');

/** The members of which a choice between objects requires one. */
function oneOfMembers(schema: unknown): string[] {
  const branches = schema as readonly { required?: readonly string[] }[];
  return branches.flatMap(({ required = [] }) => required);
}

/** The sentence for each keyword of a schema that bounds a value. */
const BOUNDS: Readonly<Record<string, (where: Text, limit: string) => Message>> = {
  minLength: (where) => message('{where} must not be empty.', { where }),
  minItems: (where) => message('{where} must not be empty.', { where }),
  minProperties: (where) => message('{where} must not be empty.', { where }),
  maxLength: (where, limit) => message('{where} has at most {limit} characters.', { where, limit }),
  maxItems: (where, limit) => message('{where} has at most {limit} elements.', { where, limit }),
  minimum: (where, limit) => message('{where} is at least {limit}.', { where, limit }),
  exclusiveMinimum: (where, limit) => message('{where} is more than {limit}.', { where, limit }),
  maximum: (where, limit) => message('{where} is at most {limit}.', { where, limit }),
  pattern: (where, limit) => message('{where} does not match {limit}.', { where, limit }),
};

function explain(error: ErrorObject, { explainChoice }: ValidatorOptions): Explanation {
  const { keyword, instancePath, data, schema, parentSchema } = error;
  const params = error.params as Record<string, unknown>;
  const name = lastStep(instancePath);
  const where = /^\d*$/.test(name) ? message('This') : message('"{name}"', { name });
  const bound = BOUNDS[keyword];
  if (bound !== undefined) return ['wrongFormat', bound(where, String(schema))];
  switch (keyword) {
    case 'additionalProperties': {
      const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
      const written = String(params.additionalProperty);
      return [
        'unknownMember',
        message('There is no member "{name}".', { name: written }),
        suggest(written, known),
      ];
    }
    case 'required':
      return ['missingMember', message('"{name}" is missing.', { name: String(params.missingProperty) })];
    case 'dependencies':
      return [
        'wrongCombination',
        message('{member} needs {missing} beside it.', {
          member: describeValue(params.property),
          missing: describeValue(params.missingProperty),
        }),
      ];
    case 'const':
      return [
        'unknownValue',
        message('{where} is {allowed}, not {value}.', {
          where,
          allowed: describeValue(params.allowedValue),
          value: describeValue(data),
        }),
      ];
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      const hint = typeof data === 'string' ? didYouMean(data, allowed) : undefined;
      return [
        'unknownValue',
        message('{where} is {allowed}, not {value}.', {
          where,
          allowed: alternatives(allowed),
          value: describeValue(data),
        }),
        hint,
      ];
    }
    case 'type': {
      const types = [params.type].flat().map(String).join(' or ');
      const values = { where, types, value: kindOf(data) };
      return [
        'wrongType',
        /^[aio]/.test(types)
          ? message('{where} takes an {types}, not {value}.', values)
          : message('{where} takes a {types}, not {value}.', values),
      ];
    }
    case 'uniqueItems':
      return [
        'duplicate',
        message('{where} lists {value} twice.', { where, value: describeValue(elementAt(data, params.i)) }),
      ];
    case 'anyOf':
      return (
        explainChoice?.(instancePath, data) ?? [
          'missingMember',
          message('{names} is missing.', { names: alternatives(oneOfMembers(schema)) }),
        ]
      );
    default:
      return [
        'wrongFormat',
        message('{where} {problem}.', { where, problem: error.message ?? message('is wrong') }),
      ];
  }
}

/** Leads into a branch of a choice, in the path of a schema. */
const BRANCH = '/anyOf/';

/** Whether a set has a path or a path above it. */
function hasAbove(paths: ReadonlySet<string>, path: string): boolean {
  for (let above = path; ; above = above.slice(0, above.lastIndexOf('/'))) {
    if (paths.has(above)) return true;
    if (above === '') return false;
  }
}

/** Removes errors about single branches of a choice, which say less than the error about the choice. */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf');
  /** The places of values that fit no branch, by the place of the choice in the schema. */
  const unmet = new Map<string, Set<string>>();
  for (const { schemaPath, instancePath } of choices) {
    unmet.set(schemaPath, (unmet.get(schemaPath) ?? new Set()).add(instancePath));
  }
  return errors.filter(({ schemaPath, instancePath }) => {
    for (let end = schemaPath.indexOf(BRANCH); end !== -1; end = schemaPath.indexOf(BRANCH, end + 1)) {
      const places = unmet.get(schemaPath.slice(0, end + BRANCH.length - 1));
      if (places !== undefined && hasAbove(places, instancePath)) return false;
    }
    return true;
  });
}

/** The member that an unknown one was probably meant for; `undefined` for other errors. */
function meantMember({ keyword, params, parentSchema }: ErrorObject): string | undefined {
  if (keyword !== 'additionalProperties') return undefined;
  const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
  return nearestName((params as { additionalProperty: string }).additionalProperty, known);
}

/** The pointer of what an error is about. */
const placeOf = (
  { keyword, instancePath, params }: ErrorObject,
  { pointsAtUnknown = false }: ValidatorOptions,
): string =>
  pointsAtUnknown && keyword === 'additionalProperties'
    ? `${instancePath}${step((params as { additionalProperty: string }).additionalProperty)}`
    : instancePath;

/** The members of which an error says that one is missing. */
function missingMembers({ keyword, params, schema }: ErrorObject): readonly string[] {
  if (keyword === 'anyOf') return oneOfMembers(schema);
  const { missingProperty } = params as { missingProperty?: string };
  return missingProperty === undefined ? [] : [missingProperty];
}

/** Removes errors about missing members that are there, with a misspelt name. */
function withoutMisspelt(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const meant = new Set<string>();
  for (const error of errors) {
    const member = meantMember(error);
    if (member !== undefined) meant.add(`${error.instancePath} ${member}`);
  }
  if (meant.size === 0) return errors;
  return errors.filter(
    (error) => !missingMembers(error).some((name) => meant.has(`${error.instancePath} ${name}`)),
  );
}

/** Formats in schemas are documentation; each value with a format is checked where it is used. */
const OPTIONS = { strict: false, validateFormats: false, verbose: true } as const;

/** Finds the first mistake. */
const firstMistake = new Ajv(OPTIONS);

/** Finds every mistake. */
const allMistakes = new Ajv({ ...OPTIONS, allErrors: true });

/**
 * Compiles a schema to a check that finds the mistakes in a value at a place. The check for all mistakes is compiled for
 * the first value that has one; Ajv caches what it compiled.
 */
export function createValidator(
  schema: JsonSchema,
  options: ValidatorOptions = {},
): (value: unknown, place: Place) => readonly Mistake[] {
  const { maxLength = Infinity } = options;
  const findFirst = firstMistake.compile(schema);
  return (value, { file, pointer }) => {
    if (findFirst(value)) return [];
    let { errors } = findFirst;
    if (maxLength === Infinity || JSON.stringify(value).length <= maxLength) {
      const findAll = allMistakes.compile(schema);
      findAll(value);
      ({ errors } = findAll);
    }
    return withoutMisspelt(withoutBranches(errors ?? [])).map((error) => {
      const [code, sentence, hint] = explain(error, options);
      return { file, pointer: `${pointer}${placeOf(error, options)}`, code, sentence, hint };
    });
  };
}
