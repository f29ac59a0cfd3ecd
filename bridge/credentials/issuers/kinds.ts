import type { KeySource } from '../jwt/fetchKeys.ts';
import application from './application.json' with { type: 'json' };
import authorizationServer from './authorizationServer.json' with { type: 'json' };
import oidc from './oidc.json' with { type: 'json' };
import tenant from './tenant.json' with { type: 'json' };
import type { Algorithm, TrustedIssuer } from '../jwt/trustedIssuer.ts';

/** What a parameter may hold. */
export type ParameterFormat = 'guid' | 'url' | 'text' | 'scope' | 'algorithm' | 'claims';

/** A parameter of a kind of trusted issuers. */
export interface IssuerParameter {
  readonly description: string;
  readonly format: ParameterFormat;
  /** Whether it may be a list as well. */
  readonly list?: boolean;
  readonly required?: boolean;
  /** What holds when it is left out; may name other parameters as `{name}`. */
  readonly default?: string | readonly string[] | Readonly<Record<string, string>>;
}

/** A trusted issuer with `{parameters}`: an item of a list that is one parameter stands for all of its values. */
export interface IssuerTemplate {
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  /** The first of them whose parameters are all given counts. */
  readonly keys: readonly Readonly<Record<string, string>>[];
  readonly client: { readonly claims: readonly string[]; readonly values: readonly string[] };
  /** Claims, or the parameter that holds them. */
  readonly claims: string | Readonly<Record<string, string>>;
  readonly absent: readonly string[];
  readonly scope?: string;
}

/** A kind of trusted issuers, as its file has it. */
export interface IssuerKind {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, IssuerParameter>>;
  /** Parameters of which only one may be given. */
  readonly exclusive?: readonly (readonly string[])[];
  readonly issuer: IssuerTemplate;
}

/** All kinds of trusted issuers. */
export const ISSUER_KINDS: readonly IssuerKind[] = [
  tenant,
  application,
  authorizationServer,
  oidc,
] as readonly object[] as readonly IssuerKind[];

/** Parameters that have been checked; each is a list, or a map of claims. */
export type ParameterValues = ReadonlyMap<string, readonly string[] | Readonly<Record<string, string>>>;

const PARAMETER = /\{(\w+)\}(\/?)/g;

const listOf = (values: ParameterValues, name: string): readonly string[] => {
  const value = values.get(name);
  return Array.isArray(value) ? (value as readonly string[]) : [];
};

/** A text with its parameters filled in; `undefined` when one of them is not given. */
function fill(text: string, values: ParameterValues): string | undefined {
  const names = Array.from(text.matchAll(PARAMETER), ([, name = '']) => name);
  if (names.some((name) => listOf(values, name).length === 0)) return undefined;
  return text.replace(PARAMETER, (_whole, name: string, slash: string) => {
    const [value = ''] = listOf(values, name);
    // No two slashes where a base address ends with one.
    return slash === '' ? value : `${value.replace(/(?<!\/)\/+$/, '')}/`;
  });
}

/** The texts of a list; an item that is one parameter stands for all of its values. */
function fillAll(texts: readonly string[], values: ParameterValues): readonly string[] {
  return texts.flatMap((text) => {
    const [, name] = /^\{(\w+)\}$/.exec(text) ?? [];
    return name === undefined ? (fill(text, values) ?? []) : listOf(values, name);
  });
}

function fillMap(
  map: Readonly<Record<string, string>>,
  values: ParameterValues,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).map(([name, text]) => [name, fill(text, values) ?? '']));
}

function claimsOf(claims: IssuerTemplate['claims'], values: ParameterValues): TrustedIssuer['claims'] {
  if (typeof claims !== 'string') return fillMap(claims, values);
  const held = values.get(claims.slice(1, -1));
  return held === undefined || Array.isArray(held) ? {} : (held as Readonly<Record<string, string>>);
}

/** The values of all parameters: what is given, and the defaults of what is not. */
export function withDefaults(parameters: IssuerKind['parameters'], given: ParameterValues): ParameterValues {
  const values = new Map(given);
  for (const [name, { default: held }] of Object.entries(parameters)) {
    if (values.has(name) || held === undefined) continue;
    const isMap = typeof held === 'object' && !Array.isArray(held);
    const texts = [held].flat() as readonly string[];
    values.set(name, isMap ? held : fillAll(texts, values));
  }
  return values;
}

/** What a kind's template becomes with its parameters. */
export function fillTemplate(
  template: IssuerTemplate,
  values: ParameterValues,
): Omit<TrustedIssuer, 'id' | 'label' | 'account' | 'readOnly' | 'source'> {
  const sources = template.keys.filter((source) =>
    Object.values(source).every((text) => fill(text, values) !== undefined),
  );
  const scope = template.scope === undefined ? undefined : fill(template.scope, values);
  return {
    issuers: fillAll(template.issuers, values),
    audiences: fillAll(template.audiences, values),
    algorithms: fillAll(template.algorithms, values) as readonly Algorithm[],
    keys: fillMap(sources[0] ?? {}, values) as KeySource,
    client: {
      claims: fillAll(template.client.claims, values),
      values: fillAll(template.client.values, values),
    },
    claims: claimsOf(template.claims, values),
    absent: template.absent,
    ...(scope === undefined ? {} : { scope }),
  };
}
