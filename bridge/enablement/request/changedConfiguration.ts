import { formatMistake, mistakesOf, type Mistake } from '../../../documents/mistake.ts';
import {
  ISSUER_SHORTCUTS,
  type IssuerShortcut,
  type IssuerShortcuts,
} from '../../../providers/issuers/shortcuts.ts';
import { equal, type Json } from '../../../scim/json.ts';
import { issuersOf, type KeyServerPolicy } from '../../tenants/acceptedCredentials.ts';
import {
  ATTRIBUTE,
  readScimConfig,
  readStoredConfig,
  type Authentication,
  type BrakeRule,
  type ScimConfig,
} from '../../tenants/config.ts';
import { soundConfig } from '../../tenants/soundConfig.ts';
import type { ConfigFile } from './configFile.ts';
import { membersOf, mistakesInFile, withLifecycle, type LifecycleMember } from './lifecycle.ts';

/** The changes to a realm's configuration that the command line asks for, except those of the mapping. */
export interface ConfigChanges extends IssuerShortcuts {
  /** Replaces `authentication`. */
  readonly authentication?: ConfigFile | undefined;
  /** Replaces the lifecycle rules that it names. */
  readonly lifecycle?: ConfigFile | undefined;
  /** Whether the realm is only observed; `false` lets it be written again. */
  readonly observe?: boolean | undefined;
  /** Whether tokens of the realm's own token endpoint are accepted. */
  readonly remoteToken?: boolean | undefined;
  /** Further addresses of the realm; an empty list removes those that it has. */
  readonly publicUrls?: readonly string[] | undefined;
  /** What becomes of a person whose e-mail address Keycloak does not take. */
  readonly email?: ScimConfig['email'];
  /** The brake on leavers; `null` removes it. */
  readonly brake?: BrakeRule | null | undefined;
}

/** The lifecycle rules that have an option of their own, which outweighs the file. */
const membersByOption = ({ brake, email, observe }: ConfigChanges): LifecycleMember[] => [
  ...(email === undefined ? [] : (['email'] as const)),
  ...(brake === undefined ? [] : (['brake'] as const)),
  ...(observe === undefined ? [] : (['mode'] as const)),
];

/** The lifecycle rules that the command line asks to change. */
export function lifecycleChanges(changes: ConfigChanges): LifecycleMember[] {
  const { lifecycle } = changes;
  return [
    ...new Set([...(lifecycle === undefined ? [] : membersOf(lifecycle)), ...membersByOption(changes)]),
  ];
}

/** The same mistake, with the place in the operator's file if it comes from one. */
function locate(mistake: Mistake, { authentication, lifecycle, ...changes }: ConfigChanges): Mistake {
  if (mistake.file !== ATTRIBUTE.config) return mistake;
  const { pointer } = mistake;
  const [, member = ''] = pointer.split('/');
  if (authentication !== undefined && member === 'authentication') {
    const { file, pointer: root = '' } = authentication;
    return { ...mistake, file, pointer: `${root}${pointer.slice('/authentication'.length)}` };
  }
  const fileMembers = lifecycle === undefined ? [] : membersOf(lifecycle);
  const isInFile = fileMembers.some((name) => name === member && !membersByOption(changes).includes(name));
  if (lifecycle === undefined || !isInFile) return mistake;
  return { ...mistake, file: lifecycle.file, pointer: `${lifecycle.pointer ?? ''}${pointer}` };
}

/** Gives mistakes that come from a file of the operator their place in it. */
export const located = (mistakes: readonly Mistake[], changes: ConfigChanges): Mistake[] =>
  mistakes.map((mistake) => locate(mistake, changes));

/** Lists the mistakes in a configuration, with their places in `scim.config`. */
function mistakesIn(config: ScimConfig, changes: ConfigChanges, mayAsk: KeyServerPolicy): readonly Mistake[] {
  const issuers: unknown = config.authentication?.issuers;
  // A stored address that is invalid is only a finding: it must not keep the operator from changing other things.
  const read = changes.publicUrls === undefined ? readStoredConfig : readScimConfig;
  return [
    ...mistakesOf(() => read(JSON.stringify(config))),
    ...(Array.isArray(issuers) ? mistakesOf(() => issuersOf(config, mayAsk)) : []),
  ];
}

const isMadeBy = ({ kind }: IssuerShortcut, issuer: unknown): boolean =>
  (issuer as { name?: unknown } | null)?.name === kind;

/** The value of a shortcut by which a configuration trusts an issuer; `undefined` if it trusts none. */
export function trustedValue(
  shortcut: IssuerShortcut,
  { issuers = [] }: Authentication = {},
): string | undefined {
  const issuer = issuers.find((candidate) => isMadeBy(shortcut, candidate));
  const value = (issuer as Readonly<Record<string, unknown>> | undefined)?.[shortcut.parameter];
  return typeof value === 'string' ? value : undefined;
}

/** The trusted issuers of a configuration, changed by the shortcuts that are given; `undefined` for no list of them. */
function issuersWith(stored: Authentication['issuers'], changes: IssuerShortcuts): Authentication['issuers'] {
  let issuers = stored;
  for (const shortcut of ISSUER_SHORTCUTS) {
    const { name, kind, parameter } = shortcut;
    const value = changes[name];
    if (value === undefined) continue;
    const others = issuers?.filter((issuer) => !isMadeBy(shortcut, issuer)) ?? [];
    if (value !== null) issuers = [...others, { kind, name: kind, [parameter]: value }];
    else issuers = others.length === 0 ? undefined : others;
  }
  return issuers;
}

function authenticationWith(
  { remoteToken: storedRemoteToken, issuers: storedIssuers, ...others }: Authentication,
  { remoteToken = storedRemoteToken !== undefined, ...changes }: ConfigChanges,
): Authentication {
  const issuers = issuersWith(storedIssuers, changes);
  return {
    ...others,
    ...(remoteToken ? { remoteToken: storedRemoteToken ?? {} } : {}),
    ...(issuers === undefined ? {} : { issuers }),
  };
}

/** A changed configuration: its members without mistakes, and every mistake in the others. */
export interface ChangedConfig {
  readonly config: ScimConfig;
  readonly mistakes: readonly Mistake[];
}

/** Applies changes to the configuration that a realm has. */
export function changeConfig(
  stored: ScimConfig,
  changes: ConfigChanges,
  mayAsk: KeyServerPolicy,
): ChangedConfig {
  const { authentication: file, lifecycle, email, observe, publicUrls = stored.publicUrls ?? [] } = changes;
  const { authentication: storedAuthentication, publicUrls: _, ...others } = stored;
  const { brake: brakeByFile, ...rules } = withLifecycle(others, lifecycle);
  const brake = changes.brake === undefined ? brakeByFile : changes.brake;
  const rest = {
    ...rules,
    ...(brake === undefined || brake === null ? {} : { brake }),
    ...(email === undefined ? {} : { email }),
    ...(observe === undefined ? {} : { mode: observe ? ('observe' as const) : ('provision' as const) }),
  };
  const base = file === undefined ? storedAuthentication : (file.document as Authentication);
  const configByFiles: ScimConfig = { ...rest, ...(base === undefined ? {} : { authentication: base }) };
  const isByFiles = file !== undefined || lifecycle !== undefined;
  const mistakesByFiles = isByFiles ? mistakesIn(configByFiles, changes, mayAsk) : [];
  const { authentication: sound = {} } = soundConfig(configByFiles, mistakesByFiles);
  const authentication = authenticationWith(sound, changes);
  const config: ScimConfig = {
    ...rest,
    ...(publicUrls.length === 0
      ? {}
      : { publicUrls: publicUrls.map((url) => url.replace(/(?<!\/)\/+$/, '')) }),
    ...(Object.keys(authentication).length === 0 ? {} : { authentication }),
  };
  const changesAnything = Object.values(changes).some((change) => change !== undefined);
  const known = new Set(mistakesByFiles.map(formatMistake));
  // What is left comes from the options: the files have been checked above.
  const mistakesByOptions = changesAnything
    ? mistakesIn(config, changes, mayAsk).filter((mistake) => !known.has(formatMistake(mistake)))
    : [];
  return {
    config: soundConfig(config, [...mistakesByFiles, ...mistakesByOptions]),
    mistakes: [
      ...(lifecycle === undefined ? [] : mistakesInFile(lifecycle)),
      ...located(mistakesByFiles, changes),
      ...located(mistakesByOptions, { ...changes, authentication: undefined }),
    ],
  };
}

/** The text to store as configuration: the stored one if nothing changes, else the new one with the next revision. */
export function nextRevision(stored: string | undefined, config: ScimConfig): string {
  const { revision = 0, ...before } = readStoredConfig(stored);
  const { revision: _, ...after } = config;
  const isSame = equal(JSON.parse(JSON.stringify(before)) as Json, JSON.parse(JSON.stringify(after)) as Json);
  if (stored !== undefined && isSame) return stored;
  return JSON.stringify({ ...after, revision: revision + 1 });
}
