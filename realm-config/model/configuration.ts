import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { equal, type Json } from '../../bridge/scim/json.ts';
import { issuersOf, type MayAsk } from '../../bridge/tenants/accepted.ts';
import {
  ConfigError,
  readScimConfig,
  type Authentication,
  type BrakeRule,
  type ScimConfig,
} from '../../bridge/tenants/config.ts';
import { CommandError } from '../commandError.ts';

/** A document in the place of `authentication` in a realm's configuration, checked once the rest is known. */
export interface AuthenticationFile {
  readonly document: unknown;
  /** Its name, for what is told of mistakes. */
  readonly file: string;
}

/** What an operator wants changed in the document of a realm, but for the mapping. */
export interface ConfigWishes {
  readonly authentication?: AuthenticationFile | undefined;
  /** Whether tokens of the realm's own token endpoint are to be accepted. */
  readonly remoteToken?: boolean | undefined;
  /** The tenant id of Entra ID whose provisioning service is to be trusted. */
  readonly azureTenant?: string | undefined;
  /** Further addresses of the realm; an empty list takes those away that it has. */
  readonly publicUrls?: readonly string[] | undefined;
  /** The brake on leavers; `null` takes it away. */
  readonly brake?: BrakeRule | null | undefined;
}

/** Reads a document for `authentication` from a file; what it says is checked by {@link configWith}. */
export async function readAuthenticationFile(file: string): Promise<AuthenticationFile> {
  const name = path.basename(file);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandError(`${name}: The file cannot be read: ${(error as Error).message}.`);
  });
  try {
    return { document: JSON.parse(text) as unknown, file: name };
  } catch (error) {
    throw new CommandError(`${name}: This is not JSON: ${(error as Error).message}.`);
  }
}

/** The trusted issuer of an Entra ID tenant that leaves the Secret Token blank. */
const AZURE_TENANT = 'azure-tenant';

/** What a check says, a line for each mistake. */
function mistakesOf(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}

/** Throws every mistake of a document, those in the operator's file with its name. */
function check(config: ScimConfig, file: string | undefined, mayAsk: MayAsk): void {
  const issuers: unknown = config.authentication?.issuers;
  const mistakes = [
    ...mistakesOf(() => readScimConfig(JSON.stringify(config))),
    ...(Array.isArray(issuers) ? mistakesOf(() => issuersOf(config, mayAsk)) : []),
  ];
  if (mistakes.length === 0) return;
  const place = 'scim.config#/authentication';
  const named = (line: string): string =>
    file !== undefined && line.startsWith(place) ? `${file}#${line.slice(place.length)}` : line;
  throw new ConfigError([...new Set(mistakes)].map(named).join('\n'));
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

/** A realm's document with what is wanted in it, as far as that is said; throws a `ConfigError` with every mistake. */
export function configWith(held: ScimConfig, wishes: ConfigWishes, mayAsk: MayAsk): ScimConfig {
  const { authentication: file, publicUrls = held.publicUrls ?? [] } = wishes;
  const { authentication: heldAuthentication, publicUrls: _, brake: heldBrake, ...rest } = held;
  const brake = wishes.brake === undefined ? heldBrake : wishes.brake;
  const based = file === undefined ? heldAuthentication : (file.document as Authentication);
  const fileConfig: ScimConfig = { ...rest, ...(based === undefined ? {} : { authentication: based }) };
  if (file !== undefined) check(fileConfig, file.file, mayAsk);
  const authentication = authenticationWith(based ?? {}, wishes);
  const config: ScimConfig = {
    ...rest,
    ...(publicUrls.length === 0 ? {} : { publicUrls: publicUrls.map((url) => url.replace(/\/+$/, '')) }),
    ...(brake === undefined || brake === null ? {} : { brake }),
    ...(Object.keys(authentication).length === 0 ? {} : { authentication }),
  };
  const isAsked = Object.values(wishes).some((wish) => wish !== undefined && wish !== false);
  if (isAsked) check(config, undefined, mayAsk);
  return config;
}

/** The document to store: the one there is where nothing changed, else the new one with the next revision. */
export function nextRevision(stored: string | undefined, config: ScimConfig): string {
  const { revision = 0, ...held } = readScimConfig(stored);
  const { revision: _, ...wanted } = config;
  const same = equal(JSON.parse(JSON.stringify(held)) as Json, JSON.parse(JSON.stringify(wanted)) as Json);
  if (stored !== undefined && same) return stored;
  return JSON.stringify({ ...wanted, revision: revision + 1 });
}
