import { DocumentError, mistakesOf, type Mistake } from '../../documents/mistake.ts';
import { equal, type Json } from '../../scim/json.ts';
import { issuersOf, type KeyServerPolicy } from '../../bridge/tenants/acceptedCredentials.ts';
import {
  ATTRIBUTE,
  readScimConfig,
  readStoredConfig,
  type Authentication,
  type BrakeRule,
  type ScimConfig,
} from '../../bridge/tenants/config.ts';
import type { ConfigFile } from './file.ts';
import { membersOf, withLifecycle, type LifecycleMember } from './lifecycle.ts';

/** What an operator wants changed in the document of a realm, but for the mapping. */
export interface ConfigWishes {
  /** In the place of `authentication`. */
  readonly authentication?: ConfigFile | undefined;
  /** Rules in the place of those of the same names. */
  readonly lifecycle?: ConfigFile | undefined;
  /** Whether the realm is to be watched only; `false` lets it be written again. */
  readonly observe?: boolean | undefined;
  /** Whether tokens of the realm's own token endpoint are to be accepted. */
  readonly remoteToken?: boolean | undefined;
  /** The tenant id of Entra ID whose provisioning service is to be trusted. */
  readonly azureTenant?: string | undefined;
  /** Further addresses of the realm; an empty list takes those away that it has. */
  readonly publicUrls?: readonly string[] | undefined;
  /** The brake on leavers; `null` takes it away. */
  readonly brake?: BrakeRule | null | undefined;
}

/** The trusted issuer of an Entra ID tenant that leaves the Secret Token blank. */
const AZURE_TENANT = 'azure-tenant';

/** The lifecycle rules that have an option of their own, which outweighs the file. */
const optionsOf = ({ brake, observe }: ConfigWishes): LifecycleMember[] => [
  ...(brake === undefined ? [] : (['brake'] as const)),
  ...(observe === undefined ? [] : (['mode'] as const)),
];

/** The members that an operator asks to change among the lifecycle rules. */
export function lifecycleWishes(wishes: ConfigWishes): LifecycleMember[] {
  const { lifecycle } = wishes;
  return [...new Set([...(lifecycle === undefined ? [] : membersOf(lifecycle)), ...optionsOf(wishes)])];
}

/** A mistake as the operator finds it: what stands in a file has the name of that. */
function inFile(mistake: Mistake, { authentication, lifecycle, ...wishes }: ConfigWishes): Mistake {
  if (mistake.file !== ATTRIBUTE.config) return mistake;
  const { pointer } = mistake;
  const [, member = ''] = pointer.split('/');
  if (authentication !== undefined && member === 'authentication') {
    return { ...mistake, file: authentication.file, pointer: pointer.slice('/authentication'.length) };
  }
  const given = lifecycle === undefined ? [] : membersOf(lifecycle);
  const isThere = given.some((name) => name === member && !optionsOf(wishes).includes(name));
  return lifecycle !== undefined && isThere ? { ...mistake, file: lifecycle.file } : mistake;
}

/** The same mistakes as the operator finds them. */
export const located = (mistakes: readonly Mistake[], wishes: ConfigWishes): DocumentError =>
  new DocumentError(mistakes.map((mistake) => inFile(mistake, wishes)));

/** Throws every mistake of a document, those in a file of the operator with its name. */
function check(config: ScimConfig, wishes: ConfigWishes, mayAsk: KeyServerPolicy): void {
  const issuers: unknown = config.authentication?.issuers;
  // What stands in the realm already and is no address is a finding, and keeps nothing else from being mended.
  const read = wishes.publicUrls === undefined ? readStoredConfig : readScimConfig;
  const mistakes = [
    ...mistakesOf(() => read(JSON.stringify(config))),
    ...(Array.isArray(issuers) ? mistakesOf(() => issuersOf(config, mayAsk)) : []),
  ];
  if (mistakes.length > 0) throw located(mistakes, wishes);
}

function authenticationWith(
  held: Authentication,
  { remoteToken, azureTenant }: ConfigWishes,
): Authentication {
  const { issuers = [] } = held;
  const others = issuers.filter((issuer) => (issuer as { name?: unknown } | null)?.name !== AZURE_TENANT);
  const trusted = { kind: AZURE_TENANT, name: AZURE_TENANT, tenantId: azureTenant };
  return {
    ...held,
    ...(remoteToken === true ? { remoteToken: held.remoteToken ?? {} } : {}),
    ...(azureTenant === undefined ? {} : { issuers: [...others, trusted] }),
  };
}

/** A realm's document with what is wanted in it, as far as that is said; throws a {@link DocumentError} with every mistake. */
export function configWith(held: ScimConfig, wishes: ConfigWishes, mayAsk: KeyServerPolicy): ScimConfig {
  const { authentication: file, lifecycle, observe, publicUrls = held.publicUrls ?? [] } = wishes;
  const { authentication: heldAuthentication, publicUrls: _, ...kept } = held;
  const { brake: ruledBrake, ...ruled } = withLifecycle(kept, lifecycle);
  const brake = wishes.brake === undefined ? ruledBrake : wishes.brake;
  const rest = {
    ...ruled,
    ...(brake === undefined || brake === null ? {} : { brake }),
    ...(observe === undefined ? {} : { mode: observe ? ('observe' as const) : ('provision' as const) }),
  };
  const based = file === undefined ? heldAuthentication : (file.document as Authentication);
  const fileConfig: ScimConfig = { ...rest, ...(based === undefined ? {} : { authentication: based }) };
  if (file !== undefined || lifecycle !== undefined) check(fileConfig, wishes, mayAsk);
  const authentication = authenticationWith(based ?? {}, wishes);
  const config: ScimConfig = {
    ...rest,
    ...(publicUrls.length === 0
      ? {}
      : { publicUrls: publicUrls.map((url) => url.replace(/(?<!\/)\/+$/, '')) }),
    ...(Object.keys(authentication).length === 0 ? {} : { authentication }),
  };
  const isAsked = Object.values(wishes).some((wish) => wish !== undefined && wish !== false);
  // What is wrong in a file has been told; the rest is no file's.
  if (isAsked) check(config, { ...wishes, authentication: undefined }, mayAsk);
  return config;
}

/** The document to store: the one there is where nothing changed, else the new one with the next revision. */
export function nextRevision(stored: string | undefined, config: ScimConfig): string {
  const { revision = 0, ...held } = readStoredConfig(stored);
  const { revision: _, ...wanted } = config;
  const same = equal(JSON.parse(JSON.stringify(held)) as Json, JSON.parse(JSON.stringify(wanted)) as Json);
  if (stored !== undefined && same) return stored;
  return JSON.stringify({ ...wanted, revision: revision + 1 });
}
