import entraApplication from './entraApplication.json' with { type: 'json' };
import entraTenant from './entraTenant.json' with { type: 'json' };
import oidc from './oidc.json' with { type: 'json' };
import oktaAuthorizationServer from './oktaAuthorizationServer.json' with { type: 'json' };

/** The format of a parameter's value. */
export type ParameterFormat = 'guid' | 'url' | 'text' | 'scope' | 'algorithm' | 'claims';

/** A parameter of a kind of trusted issuers. */
export interface IssuerParameter {
  readonly description: string;
  readonly format: ParameterFormat;
  /** Whether its value may also be a list. */
  readonly list?: boolean;
  readonly required?: boolean;
  /** The value if it is not set; can refer to other parameters as `{name}`. */
  readonly default?: string | readonly string[] | Readonly<Record<string, string>>;
}

/**
 * A trusted issuer with `{parameters}` in its texts. A list item that is just one parameter is replaced by all of its
 * values.
 */
export interface IssuerTemplate {
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  /** The first whose parameters are all set is used. */
  readonly keys: readonly Readonly<Record<string, string>>[];
  readonly client: { readonly claims: readonly string[]; readonly values: readonly string[] };
  /** Claims, or the parameter whose value they are. */
  readonly claims: string | Readonly<Record<string, string>>;
  readonly absent: readonly string[];
  readonly scope?: string;
}

/** A kind of trusted issuers, the content of its JSON file. */
export interface IssuerKind {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  /** How a realm comes to trust one; `{realm}` stands for its name. */
  readonly trustedBy: string;
  readonly parameters: Readonly<Record<string, IssuerParameter>>;
  /** Groups of parameters of which only one may be set. */
  readonly exclusive?: readonly (readonly string[])[];
  readonly issuer: IssuerTemplate;
}

/** All kinds of trusted issuers. */
export const ISSUER_KINDS: readonly IssuerKind[] = [
  entraTenant,
  entraApplication,
  oktaAuthorizationServer,
  oidc,
] as readonly object[] as readonly IssuerKind[];

/** Finds the kind of trusted issuers that has this name; `undefined` for anything else. */
export const findIssuerKind = (name: unknown): IssuerKind | undefined =>
  ISSUER_KINDS.find(({ kind }) => kind === name);
