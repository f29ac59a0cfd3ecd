import { isGuid } from '../../../providers/issuers/guid.ts';
import type { IssuerParameter, ParameterFormat } from '../../../providers/issuers/issuerKinds.ts';
import { ALGORITHMS } from '../jwt/trustedIssuer.ts';
import type { MistakeCode } from '../../../documents/codes.ts';
import { step, type Mistake } from '../../../documents/mistake.ts';
import { quote, suggest } from '../../../documents/suggest.ts';
import { message, type Text } from '../../../documents/text.ts';

/** Whether a URL that is not https is accepted. */
export type AllowedUrl = (url: URL) => boolean;

/** A mistake in a value; its sentence lacks the subject. */
type ValueMistake = Pick<Mistake, 'code' | 'sentence' | 'hint'>;

type Reading = { readonly text: string } | ValueMistake;

/** Checks and normalizes a text, by format. */
const READERS: Readonly<
  Record<Exclude<ParameterFormat, 'claims'>, (text: string, allowed: AllowedUrl) => Reading>
> = {
  guid: (text) =>
    isGuid(text)
      ? { text: text.toLowerCase() }
      : {
          code: 'wrongFormat',
          sentence: message('is a GUID, not {text}.', { text: quote(text) }),
          hint: message('For example "d5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90".'),
        },
  url: (text, allowed) => {
    const url = URL.parse(text);
    if (url === null || /\s/.test(text))
      return { code: 'wrongFormat', sentence: message('is a URL, not {text}.', { text: quote(text) }) };
    if (url.username !== '' || url.password !== '')
      return { code: 'wrongFormat', sentence: message('must not hold a user or a password.') };
    if (url.hash !== '') return { code: 'wrongFormat', sentence: message('must not have a fragment.') };
    return url.protocol === 'https:' || allowed(url)
      ? { text }
      : { code: 'wrongFormat', sentence: message('must begin with https://.') };
  },
  text: (text) => ({ text }),
  scope: (text) =>
    /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)
      ? { text }
      : { code: 'wrongFormat', sentence: message('is one scope, without blanks, quotes and backslashes.') },
  algorithm: (text) =>
    ALGORITHMS.some((name) => name === text)
      ? { text }
      : {
          code: 'unknownValue',
          sentence: message('takes no {text}.', { text: quote(text) }),
          hint: suggest(text, ALGORITHMS),
        },
};

/** Reads a text without line breaks or surrounding white space; returns a mistake for any other value. */
export function readText(value: unknown, maxLength = 500): Reading {
  if (typeof value !== 'string')
    return { code: 'wrongType', sentence: message('takes a text, not {value}.', { value: quote(value) }) };
  if (value.trim() === '') return { code: 'wrongFormat', sentence: message('must not be empty.') };
  if (value !== value.trim())
    return { code: 'wrongFormat', sentence: message('begins or ends with a blank.') };
  if (/\p{Cc}/u.test(value)) return { code: 'wrongFormat', sentence: message('holds a control character.') };
  return value.length > maxLength
    ? { code: 'wrongFormat', sentence: message('is longer than {max} characters.', { max: maxLength }) }
    : { text: value };
}

/** Adds a mistake at a place. */
export type Complain = (pointer: string, code: MistakeCode, sentence: Text, hint?: Text) => void;

/** The name and place of a value, and the sink of its mistakes. */
export interface ValuePlace {
  readonly name: string;
  readonly pointer: string;
  readonly allowed: AllowedUrl;
  readonly complain: Complain;
}

function readSingle(
  value: unknown,
  format: Exclude<ParameterFormat, 'claims'>,
  { name, pointer, allowed, complain }: ValuePlace,
): string | undefined {
  const text = readText(value);
  const reading = 'text' in text ? READERS[format](text.text, allowed) : text;
  if ('text' in reading) return reading.text;
  complain(
    pointer,
    reading.code,
    message('"{name}" {sentence}', { name, sentence: reading.sentence }),
    reading.hint,
  );
  return undefined;
}

const isPresent = (value: string | undefined): value is string => value !== undefined;

function readClaims(value: unknown, place: ValuePlace): Readonly<Record<string, string>> {
  const { name, pointer, complain } = place;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    complain(pointer, 'wrongType', message('"{name}" takes an object of claims and their values.', { name }));
    return {};
  }
  const claims = Object.entries(value).flatMap(([claim, expected]): [string, string][] => {
    const text = readSingle(expected, 'text', {
      ...place,
      name: claim,
      pointer: `${pointer}${step(claim)}`,
    });
    return text === undefined ? [] : [[claim, text]];
  });
  return Object.fromEntries(claims);
}

/** Reads the value of a parameter; its mistakes are passed to `place.complain`, and mistaken values are left out. */
export function readValue(
  value: unknown,
  { format, list = false }: IssuerParameter,
  place: ValuePlace,
): readonly string[] | Readonly<Record<string, string>> {
  if (format === 'claims') return readClaims(value, place);
  if (!Array.isArray(value)) return [readSingle(value, format, place)].filter(isPresent);
  const { name, pointer, complain } = place;
  if (!list || value.length === 0) {
    if (list) complain(pointer, 'wrongFormat', message('"{name}" must not be empty.', { name }));
    else complain(pointer, 'wrongType', message('"{name}" takes one value, not a list.', { name }));
    return [];
  }
  return value
    .map((item, i) => readSingle(item, format, { ...place, pointer: `${pointer}${step(i)}` }))
    .filter(isPresent);
}
