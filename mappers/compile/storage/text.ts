import type { Json } from '../../../scim/json.ts';
import { cut, type FieldLimits, type KeycloakFields, type StoreLimits, type TextField } from './fields.ts';

/**
 * A field or attribute of Keycloak that stores a text, or a list of texts, which is handled as the text of a JSON array.
 * Keycloak changes some texts as it stores them; `shape` computes the result.
 */
export interface TextTarget {
  readonly name: string;
  /** Prints a value as the text of this target. */
  encode(value: Json): string;
  /** Reads the text of this target: a text or a list of texts. */
  decode(text: string): Json;
  /** The form in which Keycloak stores one text, also for a target with a list; `undefined` if it cannot store it. */
  shapeOne(text: string): string | undefined;
  /** The form in which Keycloak stores the text of this target; `undefined` if it stores nothing of it. */
  shape(text: string): string | undefined;
  /** Whether Keycloak treats two stored texts as the same. */
  same(a: string | undefined, b: string | undefined): boolean;
  read(fields: KeycloakFields): string | undefined;
  write(fields: KeycloakFields, text: string): void;
}

const same = (a: string | undefined, b: string | undefined): boolean => a === b;
const sameFolded = (a: string | undefined, b: string | undefined): boolean =>
  a?.toLowerCase() === b?.toLowerCase();

/** Texts that Keycloak drops: it removes Java's white space, which includes control characters. */
const BLANK = /^[\s\p{Cc}]*$/u;

const unlessBlank = (text: string): string | undefined => (BLANK.test(text) ? undefined : text);

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function single(target: Omit<TextTarget, 'encode' | 'decode' | 'shapeOne'>): TextTarget {
  const encode = (value: Json): string =>
    Array.isArray(value) ? value.map(textOf).join(', ') : textOf(value);
  return { ...target, encode, decode: (text) => text, shapeOne: (text) => target.shape(text) };
}

function field(name: TextField, shape: TextTarget['shape'], equal: TextTarget['same']): TextTarget {
  return single({
    name,
    shape,
    same: equal,
    read: (fields) => (fields[name] === '' ? undefined : fields[name]),
    write: (fields, text) => {
      fields[name] = text;
    },
  });
}

/** A name of a person: without the characters that Keycloak's validator refuses, cut to the maximum length. */
function nameField(name: TextField, limits: FieldLimits): TextTarget {
  return field(
    name,
    (text) => {
      const accepted =
        limits.refused === undefined ? text : text.replace(limits.refused, '').replace(/ {2,}/g, ' ').trim();
      return unlessBlank(cut(accepted, limits.maxLength));
    },
    same,
  );
}

/** Keycloak stores username and e-mail in lower case. */
const foldedField = (name: TextField): TextTarget =>
  field(name, (text) => unlessBlank(text.toLowerCase()), sameFolded);

/** Maximum length of a group name; Keycloak answers 500 to a longer one (contract/groups). */
const GROUP_NAME_LENGTH = 255;

/** Creates the target of a user attribute with one value. */
export function attributeTarget(name: string, maxLength: number): TextTarget {
  return single({
    name: `attributes.${name}`,
    shape: (text) => unlessBlank(cut(text, maxLength)),
    same,
    read: (fields) => fields.attributes[name]?.[0],
    write: (fields, text) => {
      fields.attributes[name] = [text];
    },
  });
}

/** Creates the target of a user attribute with many values; Keycloak keeps neither their order nor blank ones. */
export function attributeListTarget(name: string, maxLength: number): TextTarget {
  const shapeOne = (text: string): string | undefined => unlessBlank(cut(text, maxLength));
  const settled = (texts: readonly string[]): string | undefined => {
    const stored = [...new Set(texts.flatMap((text) => shapeOne(text) ?? []))].sort();
    return stored.length === 0 ? undefined : JSON.stringify(stored);
  };
  return {
    name: `attributes.${name}`,
    encode: (value) => JSON.stringify((Array.isArray(value) ? value : [value]).map(textOf)),
    decode: (text) => JSON.parse(text) as Json,
    shapeOne,
    shape: (text) => settled(JSON.parse(text) as string[]),
    same,
    read: (fields) => settled(fields.attributes[name] ?? []),
    write: (fields, text) => {
      fields.attributes[name] = JSON.parse(text) as string[];
    },
  };
}

/** Creates the text target of a name in a row; `undefined` for any other name. */
export function textTarget(name: string, limits: StoreLimits): TextTarget | undefined {
  if (name === 'username' || name === 'email') return foldedField(name);
  if (name === 'firstName' || name === 'lastName') return nameField(name, limits[name]);
  if (name === 'name') return field(name, (text) => unlessBlank(cut(text, GROUP_NAME_LENGTH)), same);
  return name.startsWith('attributes.') && name !== 'attributes.'
    ? attributeTarget(name.slice('attributes.'.length), limits.valueLength)
    : undefined;
}
