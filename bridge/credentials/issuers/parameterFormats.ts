import type { IssuerParameter, ParameterFormat } from './kinds.ts';
import { ALGORITHMS } from '../jwt/trustedIssuer.ts';
import { didYouMean, listed, shown } from '../words.ts';

/** Something wrong in a list of trusted issuers: where, what, and what may have been meant. */
export interface IssuerMistake {
  readonly pointer: string;
  readonly sentence: string;
  readonly hint?: string;
}

/** Whether an address that is not https is taken. */
export type AllowedUrl = (url: URL) => boolean;

interface Slip {
  readonly sentence: string;
  readonly hint?: string | undefined;
}

type Reading = { readonly text: string } | Slip;

/** A member of an object or list as a step of a JSON pointer (RFC 6901 §3). */
export const step = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** A mistake, without a hint where there is none. */
export const mistake = (pointer: string, sentence: string, hint?: string): IssuerMistake => ({
  pointer,
  sentence,
  ...(hint === undefined ? {} : { hint }),
});

const READERS: Readonly<
  Record<Exclude<ParameterFormat, 'claims'>, (text: string, allowed: AllowedUrl) => Reading>
> = {
  guid: (text) =>
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
      ? { text: text.toLowerCase() }
      : {
          sentence: `is a GUID, not ${shown(text)}.`,
          hint: 'For example "d5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90".',
        },
  url: (text, allowed) => {
    const url = URL.parse(text);
    if (url === null || /\s/.test(text)) return { sentence: `is a URL, not ${shown(text)}.` };
    if (url.username !== '' || url.password !== '')
      return { sentence: 'must not hold a user or a password.' };
    if (url.hash !== '') return { sentence: 'must not have a fragment.' };
    return url.protocol === 'https:' || allowed(url) ? { text } : { sentence: 'must begin with https://.' };
  },
  text: (text) => ({ text }),
  scope: (text) =>
    /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)
      ? { text }
      : { sentence: 'is one scope, without blanks, quotes and backslashes.' },
  algorithm: (text) =>
    ALGORITHMS.some((name) => name === text)
      ? { text }
      : {
          sentence: `takes no ${shown(text)}.`,
          hint: didYouMean(text, ALGORITHMS) ?? `There is ${listed(ALGORITHMS)}.`,
        },
};

/** A text that can be shown on one line; what is wrong with another value. */
export function readText(value: unknown, maxLength = 500): Reading {
  if (typeof value !== 'string') return { sentence: `takes a text, not ${shown(value)}.` };
  if (value.trim() === '') return { sentence: 'must not be empty.' };
  if (value !== value.trim()) return { sentence: 'begins or ends with a blank.' };
  if (/\p{Cc}/u.test(value)) return { sentence: 'holds a control character.' };
  return value.length > maxLength ? { sentence: `is longer than ${maxLength} characters.` } : { text: value };
}

/** Where a value stands, and where what is wrong with it is collected. */
export interface ValuePlace {
  readonly name: string;
  readonly pointer: string;
  readonly allowed: AllowedUrl;
  readonly mistakes: IssuerMistake[];
}

function readOne(
  value: unknown,
  format: Exclude<ParameterFormat, 'claims'>,
  { name, pointer, allowed, mistakes }: ValuePlace,
): string | undefined {
  const text = readText(value);
  const reading = 'text' in text ? READERS[format](text.text, allowed) : text;
  if ('text' in reading) return reading.text;
  mistakes.push(mistake(pointer, `"${name}" ${reading.sentence}`, reading.hint));
  return undefined;
}

const isPresent = (value: string | undefined): value is string => value !== undefined;

function readClaims(value: unknown, place: ValuePlace): Readonly<Record<string, string>> {
  const { name, pointer, mistakes } = place;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    mistakes.push(mistake(pointer, `"${name}" takes an object of claims and their values.`));
    return {};
  }
  const claims = Object.entries(value).map(([claim, text]): [string, string] => [
    claim,
    readOne(text, 'text', { ...place, name: claim, pointer: `${pointer}${step(claim)}` }) ?? '',
  ]);
  return Object.fromEntries(claims);
}

/** Reads the value of a parameter; what is wrong with it is added to the mistakes of the place. */
export function readValue(
  value: unknown,
  { format, list = false }: IssuerParameter,
  place: ValuePlace,
): readonly string[] | Readonly<Record<string, string>> {
  if (format === 'claims') return readClaims(value, place);
  if (!Array.isArray(value)) return [readOne(value, format, place)].filter(isPresent);
  const { name, pointer, mistakes } = place;
  if (!list || value.length === 0) {
    mistakes.push(
      mistake(pointer, `"${name}" ${list ? 'must not be empty' : 'takes one value, not a list'}.`),
    );
    return [];
  }
  return value
    .map((one, i) => readOne(one, format, { ...place, pointer: `${pointer}${step(i)}` }))
    .filter(isPresent);
}
