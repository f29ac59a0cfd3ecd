import { DEFAULT_SOURCE, SOURCE_PATTERN } from '../principal.ts';
import { findIssuerKind, ISSUER_KINDS, type IssuerKind } from '../../../providers/issuers/issuerKinds.ts';
import { fillTemplate, withDefaults, type ParameterValues } from './fillTemplate.ts';
import { readText, readValue, type AllowedUrl, type Complain } from './parameterFormats.ts';
import type { TrustedIssuer } from '../jwt/trustedIssuer.ts';
import { step, type Mistake, type Place } from '../../../documents/mistake.ts';
import { alternatives, didYouMean, nearestName, quote, offer } from '../../../documents/suggest.ts';
import { message, type Text } from '../../../documents/text.ts';

/** The place of the list, and which URLs besides https are accepted. */
export interface IssuersContext extends Place {
  readonly allowed?: AllowedUrl;
}

/** The trusted issuers without mistakes, and every mistake of the others. */
export interface IssuersReading {
  readonly issuers: readonly TrustedIssuer[];
  readonly mistakes: readonly Mistake[];
}

type Entry = Readonly<Record<string, unknown>>;

/** Members of entries of every kind. */
const COMMON_MEMBERS = ['kind', 'name', 'account', 'readOnly', 'source'];

const KINDS = ISSUER_KINDS.map(({ kind }) => kind);

interface EntryPlace {
  readonly pointer: string;
  readonly allowed: AllowedUrl;
  readonly complain: Complain;
  /** Adds the mistake of a missing member, unless the member is there with a misspelt name. */
  readonly complainMissing: (member: string, hint?: Text) => void;
}

type Parameters = IssuerKind['parameters'];

/** The parameters of all kinds, for an entry of an unknown kind. */
const ALL_PARAMETERS: Parameters = Object.fromEntries(
  ISSUER_KINDS.flatMap(({ parameters }) => Object.entries(parameters)),
);

/** The parameters that have the same values in every kind that has them. */
const ALIKE = new Set(
  Object.entries(ALL_PARAMETERS).flatMap(([name, { format, list }]) => {
    const others = ISSUER_KINDS.flatMap(({ parameters }) => parameters[name] ?? []);
    return others.every((other) => other.format === format && other.list === list) ? [name] : [];
  }),
);

/** The members that an entry can have. */
const membersOf = (kind: IssuerKind | undefined): string[] => [
  ...Object.keys(kind?.parameters ?? ALL_PARAMETERS),
  ...COMMON_MEMBERS,
];

function kindOf(
  { kind: written }: Entry,
  { pointer, complain, complainMissing }: EntryPlace,
): IssuerKind | undefined {
  const kind = findIssuerKind(written);
  if (kind !== undefined) return kind;
  const kindsHint = offer(KINDS);
  if (written === undefined) complainMissing('kind', kindsHint);
  else {
    const hint = typeof written === 'string' ? didYouMean(written, KINDS) : undefined;
    const sentence = message('There is no kind of trusted issuers {written}.', { written: quote(written) });
    complain(`${pointer}/kind`, 'unknownValue', sentence, hint ?? kindsHint);
  }
  return undefined;
}

function nameOf(
  { name }: Entry,
  { pointer, complain, complainMissing }: EntryPlace,
  pointersByName: Map<string, string>,
): string | undefined {
  if (name === undefined) {
    complainMissing('name');
    return undefined;
  }
  const place = `${pointer}/name`;
  if (typeof name !== 'string' || !/^[a-z0-9-]{1,40}$/.test(name)) {
    const sentence = message('"name" is of 1 to 40 small letters, digits and hyphens, not {name}.', {
      name: quote(name),
    });
    complain(place, 'wrongFormat', sentence);
    return undefined;
  }
  const first = pointersByName.get(name);
  if (first === undefined) pointersByName.set(name, place);
  else complain(place, 'duplicate', message('The name "{name}" is taken by {first}.', { name, first }));
  return name;
}

function accountOf({ account }: Entry, { pointer, complain }: EntryPlace): string | undefined {
  if (account === undefined) return undefined;
  const reading = readText(account, 100);
  if ('text' in reading) return reading.text;
  complain(
    `${pointer}/account`,
    reading.code,
    message('"{name}" {sentence}', { name: 'account', sentence: reading.sentence }),
  );
  return undefined;
}

function readOnlyOf({ readOnly = false }: Entry, { pointer, complain }: EntryPlace): boolean {
  if (typeof readOnly !== 'boolean') {
    complain(
      `${pointer}/readOnly`,
      'wrongType',
      message('"readOnly" takes true or false, not {readOnly}.', { readOnly: quote(readOnly) }),
    );
  }
  return readOnly === true;
}

function sourceOf({ source = DEFAULT_SOURCE }: Entry, { pointer, complain }: EntryPlace): string {
  if (typeof source === 'string' && new RegExp(SOURCE_PATTERN).test(source)) return source;
  complain(
    `${pointer}/source`,
    'wrongFormat',
    message('"source" is of small letters, digits, dots, hyphens and underscores, not {source}.', {
      source: quote(source),
    }),
  );
  return DEFAULT_SOURCE;
}

/** Finds members that the kind does not have; of an unknown kind, those that no kind has. */
function checkMembers(entry: Entry, kind: IssuerKind | undefined, { pointer, complain }: EntryPlace): void {
  const members = membersOf(kind);
  const parameters = Object.keys(kind?.parameters ?? ALL_PARAMETERS);
  for (const name of Object.keys(entry).filter((member) => !members.includes(member))) {
    const sentence =
      kind === undefined
        ? message('No kind has a parameter "{name}".', { name })
        : message('The kind "{kind}" has no parameter "{name}".', { kind: kind.kind, name });
    const hint = didYouMean(name, members) ?? offer(parameters);
    complain(`${pointer}${step(name)}`, 'unknownMember', sentence, hint);
  }
}

/** Checks the values of an entry of an unknown kind, as far as all kinds take the same. */
function checkValues(entry: Entry, place: EntryPlace): void {
  for (const [name, parameter] of Object.entries(ALL_PARAMETERS)) {
    if (!ALIKE.has(name) || entry[name] === undefined) continue;
    readValue(entry[name], parameter, { ...place, name, pointer: `${place.pointer}${step(name)}` });
  }
}

function parametersOf(entry: Entry, kind: IssuerKind, place: EntryPlace): ParameterValues {
  const { pointer, complain } = place;
  const values = new Map<string, readonly string[] | Readonly<Record<string, string>>>();
  for (const [name, parameter] of Object.entries(kind.parameters)) {
    const value = entry[name];
    if (value !== undefined) {
      values.set(name, readValue(value, parameter, { ...place, name, pointer: `${pointer}${step(name)}` }));
    } else if (parameter.required === true) {
      place.complainMissing(name, parameter.description);
    }
  }
  for (const group of kind.exclusive ?? []) {
    const [, second] = group.filter((name) => values.has(name));
    if (second !== undefined) {
      complain(
        `${pointer}${step(second)}`,
        'wrongCombination',
        message('Only one of {names} may be given.', { names: alternatives(group) }),
      );
    }
  }
  return withDefaults(kind.parameters, values);
}

/** Reads the trusted issuers of a realm; reports every mistake, and leaves out entries with mistakes. */
export function readIssuers(
  entries: readonly unknown[],
  { file, pointer, allowed = () => false }: IssuersContext,
): IssuersReading {
  const pointersByName = new Map<string, string>();
  const readings = entries.map((value, i): { issuer?: TrustedIssuer; mistakes: Mistake[] } => {
    const mistakes: Mistake[] = [];
    const complain: Complain = (mistakePointer, code, sentence, hint) => {
      mistakes.push({ file, pointer: mistakePointer, code, sentence, hint });
    };
    const entryPointer = `${pointer}${step(i)}`;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      complain(
        entryPointer,
        'wrongType',
        message('A trusted issuer is an object, not {value}.', { value: quote(value) }),
      );
      return { mistakes };
    }
    const entry = value as Entry;
    const members = membersOf(findIssuerKind(entry.kind));
    const meant = Object.keys(entry)
      .filter((member) => !members.includes(member))
      .map((member) => nearestName(member, members));
    const complainMissing: EntryPlace['complainMissing'] = (member, hint) => {
      if (!meant.includes(member))
        complain(entryPointer, 'missingMember', message('"{name}" is missing.', { name: member }), hint);
    };
    const place: EntryPlace = { pointer: entryPointer, allowed, complain, complainMissing };
    const kind = kindOf(entry, place);
    const name = nameOf(entry, place, pointersByName);
    const account = accountOf(entry, place) ?? name;
    const readOnly = readOnlyOf(entry, place);
    const source = sourceOf(entry, place);
    checkMembers(entry, kind, place);
    if (kind === undefined) checkValues(entry, place);
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
