import type { Json } from '../../../scim/json.ts';
import { cut, type FieldLimits, type KeycloakFields, type StoreLimits, type TextField } from './fields.ts';

/**
 * A place in a Keycloak user that holds a text, or a list of texts, which is written as a JSON array. `shape` says what
 * becomes of a text that is stored there.
 */
export interface TextTarget {
  readonly name: string;
  /** A value as this place's text. */
  encode(value: Json): string;
  /** The value of this place's text: a text or a list of texts. */
  decode(text: string): Json;
  /** What becomes of one text, where the place may hold a list. */
  shapeOne(text: string): string | undefined;
  /** The text as Keycloak will hold it; `undefined` when it can hold nothing of it. */
  shape(text: string): string | undefined;
  /** Whether two stored texts are the same to Keycloak. */
  same(a: string | undefined, b: string | undefined): boolean;
  read(fields: KeycloakFields): string | undefined;
  write(fields: KeycloakFields, text: string): void;
}

const same = (a: string | undefined, b: string | undefined): boolean => a === b;
const sameFolded = (a: string | undefined, b: string | undefined): boolean =>
  a?.toLowerCase() === b?.toLowerCase();

/** Texts that Keycloak drops, and some more: it goes by Java's white space, to which control characters belong. */
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

/** A person's name: without the characters that Keycloak's validator refuses, and not too long. */
function nameField(name: TextField, limits: FieldLimits): TextTarget {
  return field(
    name,
    (text) => {
      const kept =
        limits.refused === undefined ? text : text.replace(limits.refused, '').replace(/ {2,}/g, ' ').trim();
      return unlessBlank(cut(kept, limits.maxLength));
    },
    same,
  );
}

/** userName and e-mail: Keycloak lower-cases both. */
const foldedField = (name: TextField): TextTarget =>
  field(name, (text) => unlessBlank(text.toLowerCase()), sameFolded);

/** Names of groups are at most this long. */
const GROUP_NAME_LENGTH = 255;

/** A user attribute with one value. */
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

/** A user attribute with many values: Keycloak keeps neither their order nor blank ones. */
export function attributeListTarget(name: string, maxLength: number): TextTarget {
  const shapeOne = (text: string): string | undefined => unlessBlank(cut(text, maxLength));
  const settled = (texts: readonly string[]): string | undefined => {
    const kept = [...new Set(texts.flatMap((text) => shapeOne(text) ?? []))].sort();
    return kept.length === 0 ? undefined : JSON.stringify(kept);
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

/** The text target that a mapping row names; `undefined` for any other name. */
export function textTarget(name: string, limits: StoreLimits): TextTarget | undefined {
  if (name === 'username' || name === 'email') return foldedField(name);
  if (name === 'firstName' || name === 'lastName') return nameField(name, limits[name]);
  if (name === 'name') return field(name, (text) => unlessBlank(cut(text, GROUP_NAME_LENGTH)), same);
  return /^attributes\../.test(name)
    ? attributeTarget(name.slice('attributes.'.length), limits.valueLength)
    : undefined;
}
