import { Ajv, type ErrorObject } from 'ajv';
import type { MistakeCode } from './codes.ts';
import { step, type Mistake, type Place } from './mistake.ts';
import { didYouMean, listNames, nearestName, suggest } from './suggest.ts';

/** The explanation of a mistake: its kind, a sentence, and a hint at what was probably meant. */
export type Explanation = readonly [code: MistakeCode, sentence: string, hint?: string | undefined];

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
export const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** Describes a value in a sentence: texts and numbers themselves, other values by their type. */
export const describeValue = (value: unknown): string => {
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
const BOUNDS: Readonly<Record<string, (limit: unknown) => string>> = {
  minLength: () => 'must not be empty',
  minItems: () => 'must not be empty',
  minProperties: () => 'must not be empty',
  maxLength: (limit) => `has at most ${String(limit)} characters`,
  maxItems: (limit) => `has at most ${String(limit)} elements`,
  minimum: (limit) => `is at least ${String(limit)}`,
  exclusiveMinimum: (limit) => `is more than ${String(limit)}`,
  maximum: (limit) => `is at most ${String(limit)}`,
  pattern: (pattern) => `does not match ${String(pattern)}`,
};

function explain(error: ErrorObject, { explainChoice }: ValidatorOptions): Explanation {
  const { keyword, instancePath, data, schema, parentSchema } = error;
  const params = error.params as Record<string, unknown>;
  const name = lastStep(instancePath);
  const where = /^\d*$/.test(name) ? 'This' : `"${name}"`;
  const bound = BOUNDS[keyword];
  if (bound !== undefined) return ['wrongFormat', `${where} ${bound(schema)}.`];
  switch (keyword) {
    case 'additionalProperties': {
      const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
      const written = String(params.additionalProperty);
      return ['unknownMember', `There is no member "${written}".`, suggest(written, known)];
    }
    case 'required':
      return ['missingMember', `"${String(params.missingProperty)}" is missing.`];
    case 'dependencies':
      return [
        'wrongCombination',
        `${describeValue(params.property)} needs ${describeValue(params.missingProperty)} beside it.`,
      ];
    case 'const':
      return [
        'unknownValue',
        `${where} is ${describeValue(params.allowedValue)}, not ${describeValue(data)}.`,
      ];
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      const hint = typeof data === 'string' ? didYouMean(data, allowed) : undefined;
      return ['unknownValue', `${where} is ${listNames(allowed)}, not ${describeValue(data)}.`, hint];
    }
    case 'type': {
      const types = [params.type].flat().map(String).join(' or ');
      return [
        'wrongType',
        `${where} takes ${/^[aio]/.test(types) ? 'an' : 'a'} ${types}, not ${kindOf(data)}.`,
      ];
    }
    case 'uniqueItems':
      return ['duplicate', `${where} lists ${describeValue((data as unknown[])[Number(params.i)])} twice.`];
    case 'anyOf':
      return (
        explainChoice?.(instancePath, data) ?? [
          'missingMember',
          `${listNames(oneOfMembers(schema))} is missing.`,
        ]
      );
    default:
      return ['wrongFormat', `${where} ${error.message ?? 'is wrong'}.`];
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
