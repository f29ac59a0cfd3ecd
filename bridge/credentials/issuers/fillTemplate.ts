import type { IssuerKind, IssuerTemplate } from '../../../providers/issuers/issuerKinds.ts';
import type { KeySource } from '../jwt/fetchKeys.ts';
import type { Algorithm, TrustedIssuer } from '../jwt/trustedIssuer.ts';

/** The values of checked parameters; each is a list, or a map of claims. */
export type ParameterValues = ReadonlyMap<string, readonly string[] | Readonly<Record<string, string>>>;

const PARAMETER = /\{(\w+)\}(\/?)/g;

/** The values of a parameter; empty if it is not set. */
const listOf = (values: ParameterValues, name: string): readonly string[] => {
  const value = values.get(name);
  return Array.isArray(value) ? (value as readonly string[]) : [];
};

/** Fills the parameters into a text; `undefined` if one of them is not set. */
function fill(text: string, values: ParameterValues): string | undefined {
  const names = Array.from(text.matchAll(PARAMETER), ([, name = '']) => name);
  if (names.some((name) => listOf(values, name).length === 0)) return undefined;
  return text.replace(PARAMETER, (_whole, name: string, slash: string) => {
    const [value = ''] = listOf(values, name);
    // Prevents a double slash after a base URL that ends with one.
    return slash === '' ? value : `${value.replace(/(?<!\/)\/+$/, '')}/`;
  });
}

/** Fills the parameters into a list of texts; leaves out texts with a parameter that is not set. */
function fillAll(texts: readonly string[], values: ParameterValues): readonly string[] {
  return texts.flatMap((text) => {
    const [, name] = /^\{(\w+)\}$/.exec(text) ?? [];
    return name === undefined ? (fill(text, values) ?? []) : listOf(values, name);
  });
}

/** Fills the parameters into the values of a map. */
function fillMap(
  map: Readonly<Record<string, string>>,
  values: ParameterValues,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).map(([name, text]) => {
      const filled = fill(text, values);
      if (filled === undefined) throw new Error(`A parameter of "${text}" is not set.`);
      return [name, filled];
    }),
  );
}

function claimsOf(claims: IssuerTemplate['claims'], values: ParameterValues): TrustedIssuer['claims'] {
  if (typeof claims !== 'string') return fillMap(claims, values);
  const value = values.get(claims.slice(1, -1));
  return value === undefined || Array.isArray(value) ? {} : (value as Readonly<Record<string, string>>);
}

/** Adds the defaults of parameters that are not set. */
export function withDefaults(
  parameters: IssuerKind['parameters'],
  setValues: ParameterValues,
): ParameterValues {
  const values = new Map(setValues);
  for (const [name, { default: defaultValue }] of Object.entries(parameters)) {
    if (values.has(name) || defaultValue === undefined) continue;
    const isMap = typeof defaultValue === 'object' && !Array.isArray(defaultValue);
    const texts = [defaultValue].flat() as readonly string[];
    values.set(name, isMap ? defaultValue : fillAll(texts, values));
  }
  return values;
}

/** Fills the parameters into the template of a kind. */
export function fillTemplate(
  template: IssuerTemplate,
  values: ParameterValues,
): Omit<TrustedIssuer, 'id' | 'label' | 'account' | 'readOnly' | 'source'> {
  const keySource = template.keys.find((source) =>
    Object.values(source).every((text) => fill(text, values) !== undefined),
  );
  if (keySource === undefined) throw new Error('No address of keys has all of its parameters set.');
  const scope = template.scope === undefined ? undefined : fill(template.scope, values);
  return {
    issuers: fillAll(template.issuers, values),
    audiences: fillAll(template.audiences, values),
    algorithms: fillAll(template.algorithms, values) as readonly Algorithm[],
    keys: fillMap(keySource, values) as KeySource,
    client: {
      claims: fillAll(template.client.claims, values),
      values: fillAll(template.client.values, values),
    },
    claims: claimsOf(template.claims, values),
    absent: template.absent,
    ...(scope === undefined ? {} : { scope }),
  };
}
