import { DEFAULT_SOURCE, SOURCE_PATTERN } from '../principal.ts';
import { fillTemplate, ISSUER_KINDS, withDefaults, type IssuerKind, type ParameterValues } from './kinds.ts';
import {
  mistake,
  readText,
  readValue,
  step,
  type AllowedUrl,
  type IssuerMistake,
} from './parameterFormats.ts';
import type { TrustedIssuer } from '../jwt/trustedIssuer.ts';
import { didYouMean, listed, shown } from '../words.ts';

/** Where the entries stand, and which addresses besides https are taken. */
export interface IssuersContext {
  /** The JSON pointer of the list. */
  readonly pointer: string;
  readonly allowed?: AllowedUrl;
}

/** The trusted issuers that have no mistake, and every mistake of the others. */
export interface IssuersReading {
  readonly issuers: readonly TrustedIssuer[];
  readonly mistakes: readonly IssuerMistake[];
}

type Entry = Readonly<Record<string, unknown>>;

/** Members that an entry of every kind has. */
const COMMON = ['kind', 'name', 'account', 'readOnly', 'source'];

const KINDS = ISSUER_KINDS.map(({ kind }) => kind);

interface EntryPlace {
  readonly pointer: string;
  readonly allowed: AllowedUrl;
  readonly mistakes: IssuerMistake[];
}

function kindOf({ kind: written }: Entry, { pointer, mistakes }: EntryPlace): IssuerKind | undefined {
  const kind = ISSUER_KINDS.find((one) => one.kind === written);
  if (kind !== undefined) return kind;
  const there = `There is ${listed(KINDS)}.`;
  if (written === undefined) mistakes.push(mistake(pointer, '"kind" is missing.', there));
  else {
    const hint = typeof written === 'string' ? didYouMean(written, KINDS) : undefined;
    mistakes.push(
      mistake(`${pointer}/kind`, `There is no kind of trusted issuers ${shown(written)}.`, hint ?? there),
    );
  }
  return undefined;
}

function nameOf(
  { name }: Entry,
  { pointer, mistakes }: EntryPlace,
  taken: Map<string, string>,
): string | undefined {
  if (name === undefined) {
    mistakes.push(mistake(pointer, '"name" is missing.'));
    return undefined;
  }
  const place = `${pointer}/name`;
  if (typeof name !== 'string' || !/^[a-z0-9-]{1,40}$/.test(name)) {
    mistakes.push(
      mistake(place, `"name" is of 1 to 40 small letters, digits and hyphens, not ${shown(name)}.`),
    );
    return undefined;
  }
  const first = taken.get(name);
  if (first === undefined) taken.set(name, place);
  else mistakes.push(mistake(place, `The name "${name}" is taken by ${first}.`));
  return name;
}

function accountOf({ account }: Entry, { pointer, mistakes }: EntryPlace): string | undefined {
  if (account === undefined) return undefined;
  const reading = readText(account, 100);
  if ('text' in reading) return reading.text;
  mistakes.push(mistake(`${pointer}/account`, `"account" ${reading.sentence}`));
  return undefined;
}

function readOnlyOf({ readOnly = false }: Entry, { pointer, mistakes }: EntryPlace): boolean {
  if (typeof readOnly !== 'boolean') {
    mistakes.push(mistake(`${pointer}/readOnly`, `"readOnly" takes true or false, not ${shown(readOnly)}.`));
  }
  return readOnly === true;
}

function sourceOf({ source = DEFAULT_SOURCE }: Entry, { pointer, mistakes }: EntryPlace): string {
  if (typeof source === 'string' && new RegExp(SOURCE_PATTERN).test(source)) return source;
  mistakes.push(
    mistake(
      `${pointer}/source`,
      `"source" is of small letters, digits, dots, hyphens and underscores, not ${shown(source)}.`,
    ),
  );
  return DEFAULT_SOURCE;
}

function parametersOf(entry: Entry, kind: IssuerKind, place: EntryPlace): ParameterValues {
  const { pointer, mistakes } = place;
  const names = Object.keys(kind.parameters);
  for (const name of Object.keys(entry)) {
    if (COMMON.includes(name) || names.includes(name)) continue;
    const hint = didYouMean(name, [...names, ...COMMON]);
    mistakes.push(
      mistake(
        `${pointer}${step(name)}`,
        `The kind "${kind.kind}" has no parameter "${name}".`,
        hint ?? `There is ${listed(names)}.`,
      ),
    );
  }
  const values = new Map<string, readonly string[] | Readonly<Record<string, string>>>();
  for (const [name, parameter] of Object.entries(kind.parameters)) {
    const value = entry[name];
    if (value !== undefined) {
      values.set(name, readValue(value, parameter, { ...place, name, pointer: `${pointer}${step(name)}` }));
    } else if (parameter.required === true) {
      mistakes.push(mistake(pointer, `"${name}" is missing.`, parameter.description));
    }
  }
  for (const group of kind.exclusive ?? []) {
    const [, second] = group.filter((name) => values.has(name));
    if (second !== undefined) {
      mistakes.push(mistake(`${pointer}${step(second)}`, `Only one of ${listed(group)} may be given.`));
    }
  }
  return withDefaults(kind.parameters, values);
}

/** Reads the trusted issuers of a realm; every mistake is told at once, and an entry that has one is none. */
export function readIssuers(
  entries: readonly unknown[],
  { pointer, allowed = () => false }: IssuersContext,
): IssuersReading {
  const taken = new Map<string, string>();
  const readings = entries.map((value, i): { issuer?: TrustedIssuer; mistakes: IssuerMistake[] } => {
    const place: EntryPlace = { pointer: `${pointer}${step(i)}`, allowed, mistakes: [] };
    const { mistakes } = place;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      mistakes.push(mistake(place.pointer, `A trusted issuer is an object, not ${shown(value)}.`));
      return { mistakes };
    }
    const entry = value as Entry;
    const kind = kindOf(entry, place);
    const name = nameOf(entry, place, taken);
    const account = accountOf(entry, place) ?? name;
    const readOnly = readOnlyOf(entry, place);
    const source = sourceOf(entry, place);
    const parameters = kind === undefined ? undefined : parametersOf(entry, kind, place);
    if (mistakes.length > 0 || kind === undefined || parameters === undefined) return { mistakes };
    if (name === undefined || account === undefined) return { mistakes };
    const filled = fillTemplate(kind.issuer, parameters);
    return { issuer: { id: `issuer:${name}`, label: name, account, ...filled, readOnly, source }, mistakes };
  });
  return {
    issuers: readings.flatMap(({ issuer }) => issuer ?? []),
    mistakes: readings.flatMap(({ mistakes }) => mistakes),
  };
}
