import type { Json } from '../../scim/json.ts';

/** A transform of values between SCIM and Keycloak, as a row writes it. */
export type Transform =
  | 'not'
  | 'trim'
  | { readonly case: 'lower' | 'upper' }
  | { readonly join: string }
  | { readonly split: string }
  | { readonly table: Readonly<Record<string, string>> }
  | { readonly constant: string | number | boolean }
  | { readonly default: string | number | boolean };

/** A compiled transform; `undefined` is no value. */
export interface CompiledTransform {
  readonly name: string;
  /** From the value of the client to the value in Keycloak. */
  forward(value: Json | undefined): Json | undefined;
  /** From the value in Keycloak to that of the client; a one-way transform changes nothing. */
  backward(value: Json): Json;
  readonly oneWay: boolean;
  /** Whether Keycloak can search for the transformed value. */
  readonly findable: boolean;
  /** A value with its other spellings that mean the same, since texts are compared in any case. */
  spellings(value: Json): readonly Json[];
}

/** The names of transforms. */
export type TransformName = 'not' | 'trim' | 'case' | 'join' | 'split' | 'table' | 'constant' | 'default';

/** The description of every transform, for docs/reference. */
export const TRANSFORMS: Readonly<Record<TransformName, { does: string; inverse: string; example: string }>> =
  {
    not: { does: 'true becomes false, and false true', inverse: 'itself', example: '"not"' },
    trim: { does: 'takes blanks off both ends', inverse: 'none: one way', example: '"trim"' },
    case: {
      does: 'writes text in lower or upper case',
      inverse: 'none: one way',
      example: '{ "case": "lower" }',
    },
    join: {
      does: 'makes one text of a list, with this text between the values',
      inverse: 'split',
      example: '{ "join": ", " }',
    },
    split: {
      does: 'makes a list of one text, cut at this text',
      inverse: 'join',
      example: '{ "split": ", " }',
    },
    table: {
      does: 'replaces the values that it lists; others pass unchanged',
      inverse: 'the table read backwards',
      example: '{ "table": { "E": "Employee" } }',
    },
    constant: {
      does: 'Keycloak holds this value, whatever is sent',
      inverse: 'none: one way',
      example: '{ "constant": true }',
    },
    default: {
      does: 'stands in where nothing is sent',
      inverse: 'none: what was not sent comes back too',
      example: '{ "default": "Employee" }',
    },
  };

/** Applies a change to a text, or to every text of a list. */
const each =
  (change: (text: string) => string) =>
  (value: Json | undefined): Json | undefined => {
    if (typeof value === 'string') return change(value);
    return Array.isArray(value)
      ? value.map((element) => (typeof element === 'string' ? change(element) : element))
      : value;
  };

const isTrue = (value: Json): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || !/^(true|false)$/i.test(value)) return undefined;
  return value.toLowerCase() === 'true';
};

const not = (value: Json): Json => {
  const truth = isTrue(value);
  return truth === undefined ? value : !truth;
};

const texts = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);

const joined = (value: Json, glue: string): Json =>
  Array.isArray(value)
    ? value.map((element) => (typeof element === 'string' ? element : JSON.stringify(element))).join(glue)
    : value;

const cut = (value: Json, at: string): Json => (typeof value === 'string' ? value.split(at) : texts(value));

const SIMPLE = { oneWay: false, findable: true, spellings: (value: Json): readonly Json[] => [value] };

const oneWay = (
  name: string,
  forward: CompiledTransform['forward'],
  options: Partial<CompiledTransform> = {},
): CompiledTransform => ({
  ...SIMPLE,
  name,
  forward,
  backward: (value) => value,
  oneWay: true,
  ...options,
});

const unlessUndefined =
  (change: (value: Json) => Json) =>
  (value: Json | undefined): Json | undefined =>
    value === undefined ? undefined : change(value);

/** The name of a transform. */
export const transformName = (transform: Transform): TransformName =>
  typeof transform === 'string' ? transform : (Object.keys(transform)[0] as TransformName);

/** Compiles one transform. */
export function compileTransform(transform: Transform): CompiledTransform {
  if (transform === 'not') {
    return { ...SIMPLE, name: 'not', forward: unlessUndefined(not), backward: not };
  }
  if (transform === 'trim')
    return oneWay(
      'trim',
      each((text) => text.trim()),
    );
  if ('case' in transform) {
    const upper = transform.case === 'upper';
    return oneWay(
      `case ${transform.case}`,
      each((text) => (upper ? text.toUpperCase() : text.toLowerCase())),
    );
  }
  if ('join' in transform || 'split' in transform) {
    const [name, glue] = 'join' in transform ? ['join', transform.join] : ['split', transform.split];
    const join = (value: Json): Json => joined(value, glue);
    const split = (value: Json): Json => cut(value, glue);
    const [forward, backward] = name === 'join' ? [join, split] : [split, join];
    return {
      ...SIMPLE,
      name: `${name} ${JSON.stringify(glue)}`,
      forward: unlessUndefined(forward),
      backward,
      findable: false,
    };
  }
  if ('table' in transform) {
    const forward = new Map(Object.entries(transform.table));
    const inverse = new Map([...forward].map(([from, to]) => [to, from]));
    const backward = each((text) => inverse.get(text) ?? text);
    const keys = (text: string): string[] =>
      [...forward.keys()].filter((key) => key !== text && key.toLowerCase() === text.toLowerCase());
    return {
      ...SIMPLE,
      name: 'table',
      forward: each((text) => forward.get(text) ?? text),
      backward: (value) => backward(value) ?? value,
      spellings: (value) => (typeof value === 'string' ? [value, ...keys(value)] : [value]),
    };
  }
  if ('constant' in transform) {
    return oneWay(`constant ${JSON.stringify(transform.constant)}`, () => transform.constant, {
      findable: false,
    });
  }
  return oneWay(`default ${JSON.stringify(transform.default)}`, (value) => value ?? transform.default);
}

/** Compiles the transforms of a row into a single one. */
export function compileTransforms(transforms: readonly Transform[] = []): CompiledTransform {
  const compiled = transforms.map(compileTransform);
  return {
    name: compiled.map(({ name }) => name).join(', '),
    forward: (value) => compiled.reduce((result, transform) => transform.forward(result), value),
    backward: (value) => compiled.reduceRight((result, transform) => transform.backward(result), value),
    oneWay: compiled.some((transform) => transform.oneWay),
    findable: compiled.every((transform) => transform.findable),
    spellings: (value) => [
      ...new Set([value, ...compiled.flatMap((transform) => transform.spellings(value))]),
    ],
  };
}

/** Whether values are lists after transforms. */
export const endsAsList = (transforms: readonly Transform[], isList: boolean): boolean =>
  transforms.map(transformName).reduce((list, name) => name === 'split' || (list && name !== 'join'), isList);
