import { Ajv, type ErrorObject } from 'ajv';
import type { MistakeCode } from './codes.ts';
import type { Mistake, Place } from './mistake.ts';
import { didYouMean, listNames, suggest } from './suggest.ts';

/** What is said of a mistake: its kind, a sentence, and what was probably meant. */
export type Explained = readonly [code: MistakeCode, sentence: string, hint?: string | undefined];

/** A JSON Schema (draft 7). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How the mistakes of a schema are told. */
export interface ValidatorOptions {
  /** Says of a value with several possible shapes what it should be; `undefined`: what every schema says. */
  readonly explainChoice?: (pointer: string, value: unknown) => Explained | undefined;
  /** Longest text of JSON, in characters, whose mistakes are all looked for; of a longer one only the first is told. */
  readonly maxLength?: number;
}

/** What a value is, in words. */
export const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** A value as a mistake quotes it. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return `"${value}"`;
  return typeof value === 'number' ? String(value) : kindOf(value);
};

const lastStep = (pointer: string): string =>
  (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');

/** The members of which a choice between objects needs one. */
function oneOfMembers(schema: unknown): string[] {
  const branches = schema as readonly { required?: readonly string[] }[];
  return branches.flatMap(({ required = [] }) => required);
}

/** What a keyword of a schema asks for, in words; its limit is a number. */
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

function explain(error: ErrorObject, { explainChoice }: ValidatorOptions): Explained {
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
        `${shown(params.property)} needs ${shown(params.missingProperty)} beside it.`,
      ];
    case 'const':
      return ['unknownValue', `${where} is ${shown(params.allowedValue)}, not ${shown(data)}.`];
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      const hint = typeof data === 'string' ? didYouMean(data, allowed) : undefined;
      return ['unknownValue', `${where} is ${listNames(allowed)}, not ${shown(data)}.`, hint];
    }
    case 'type': {
      const types = [params.type].flat().map(String).join(' or ');
      return [
        'wrongType',
        `${where} takes ${/^[aio]/.test(types) ? 'an' : 'a'} ${types}, not ${kindOf(data)}.`,
      ];
    }
    case 'uniqueItems':
      return ['duplicate', `${where} lists ${shown((data as unknown[])[Number(params.i)])} twice.`];
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

/** What leads into a branch of a choice, in the path of a schema. */
const BRANCH = '/anyOf/';

/** Whether a set has a path, or one that it is below. */
function hasAbove(paths: ReadonlySet<string>, path: string): boolean {
  for (let above = path; ; above = above.slice(0, above.lastIndexOf('/'))) {
    if (paths.has(above)) return true;
    if (above === '') return false;
  }
}

/** The errors but for those about one branch of a choice, which say less than the one about the choice. */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf');
  /** Where a choice was not met, by the place of the choice in the schema. */
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

/** Formats are described; what has one is checked where it matters. */
const OPTIONS = { strict: false, validateFormats: false, verbose: true } as const;

/** Finds the first mistake. */
const first = new Ajv(OPTIONS);

/** Finds every mistake. */
const every = new Ajv({ ...OPTIONS, allErrors: true });

/**
 * Compiles a schema to a check that finds the mistakes of a value; `place` is where the value stands. What looks for all
 * of them is compiled for the first value that has one; Ajv keeps what it compiled of a schema.
 */
export function createValidator(
  schema: JsonSchema,
  options: ValidatorOptions = {},
): (value: unknown, place: Place) => readonly Mistake[] {
  const { maxLength = Infinity } = options;
  const findFirst = first.compile(schema);
  return (value, { file, pointer }) => {
    if (findFirst(value)) return [];
    let { errors } = findFirst;
    if (maxLength === Infinity || JSON.stringify(value).length <= maxLength) {
      const findAll = every.compile(schema);
      findAll(value);
      ({ errors } = findAll);
    }
    return withoutBranches(errors ?? []).map((error) => {
      const [code, sentence, hint] = explain(error, options);
      return { file, pointer: `${pointer}${error.instancePath}`, code, sentence, hint };
    });
  };
}
