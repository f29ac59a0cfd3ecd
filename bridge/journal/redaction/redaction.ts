import { createHash } from 'node:crypto';
import { isObject, memberName, memberOf, objectOf, type Json, type JsonObject } from '../../../scim/json.ts';
import type { NewEntry } from '../entry.ts';
import {
  isUuid,
  namesSecret,
  REDACTED,
  redactTarget,
  replaceQuoted,
  withoutQuoted,
  withoutSecretText,
  withoutValues,
} from './redactedText.ts';

/** The longest body that is kept, in bytes of its JSON text. */
export const MAX_ASKED = 16 * 1024;

/** Members of an object whose text says what its other members are values of, as in PATCH operations. */
const NAMING = ['path', 'name', 'type', 'attribute', 'key'] as const;

/** The member of an object that says that the others are of a secret. */
const secretNaming = (object: JsonObject): string | undefined =>
  NAMING.map((member) => memberName(object, member)).find((key) => {
    const name = key === undefined ? undefined : object[key];
    return typeof name === 'string' && namesSecret(name);
  });

/** JSON without passwords, tokens and other secrets, wherever they are in it. */
export function withoutSecrets(json: Json): Json {
  if (typeof json === 'string') return withoutSecretText(json);
  if (Array.isArray(json)) return json.map(withoutSecrets);
  if (!isObject(json)) return json;
  const naming = secretNaming(json);
  const ofSecret = (key: string): boolean =>
    naming !== undefined && key !== naming && !/^(op|schemas)$/i.test(key);
  return objectOf(
    Object.entries(json).map(([key, value]): [string, Json] => [
      withoutSecretText(key),
      namesSecret(key) || ofSecret(key) ? REDACTED : withoutSecrets(value),
    ]),
  );
}

/** The texts and numbers in JSON. */
function leavesOf(json: Json | undefined): string[] {
  if (typeof json === 'string' || typeof json === 'number') return [String(json)];
  if (Array.isArray(json)) return json.flatMap(leavesOf);
  return isObject(json) ? Object.values(json).flatMap(leavesOf) : [];
}

/** Shortest secret that is looked for outside of quotes; a shorter one is part of many words. */
const MIN_UNQUOTED = 4;

/**
 * A sentence about a body without what is secret there: `asked` is the body, `kept` what is kept of it. A value is quoted
 * as JSON, and cut where it is long.
 */
export function withoutSecretsOf(sentence: string, asked: Json | undefined, kept: Json | undefined): string {
  const known = new Set(leavesOf(kept));
  const secrets = [...new Set(leavesOf(asked))].filter((text) => text !== '' && !known.has(text));
  const isSecret = (quoted: string): boolean => {
    const text = quoted.replace(/\.\.\.$/, '');
    return secrets.some((secret) => secret === quoted || (text !== quoted && secret.startsWith(text)));
  };
  const withoutQuotedSecrets = replaceQuoted(sentence, (quoted) =>
    isSecret(quoted) ? REDACTED : withoutSecretText(quoted),
  );
  return secrets
    .filter(({ length }) => length >= MIN_UNQUOTED)
    .reduce((text, secret) => text.replaceAll(secret, REDACTED), withoutQuotedSecrets);
}

/** Values that tell how a request is made, not of whom it speaks. */
const KEPT: Readonly<Record<string, RegExp>> = {
  op: /^[a-z]{1,20}$/i,
  schemas: /^urn:[\w.:-]{1,200}$/i,
  active: /^[a-z]{1,20}$/i,
  primary: /^[a-z]{1,20}$/i,
  type: /^[\w-]{1,20}$/,
};

interface Place {
  /** The member that holds the value, in lower case. */
  readonly key: string;
  readonly inMembers: boolean;
}

function redactScalar(value: string | number, { key, inMembers }: Place): string {
  if (typeof value !== 'string') return REDACTED;
  const kept = Object.hasOwn(KEPT, key) && KEPT[key]?.test(value) === true;
  return kept || (inMembers && key === 'value' && isUuid(value)) ? value : REDACTED;
}

const isMembers = (path: Json | undefined): boolean =>
  typeof path === 'string' && /^(urn:[\w.:-]+:)?members\b/i.test(path);

function redactObject(object: JsonObject, inMembers: boolean): JsonObject {
  const path = memberOf(object, 'op') === undefined ? undefined : memberOf(object, 'path');
  return objectOf(
    Object.entries(object).map(([key, value]): [string, Json] => {
      const folded = key.toLowerCase();
      if (typeof path === 'string' && folded === 'path') return [key, withoutValues(path)];
      const within = inMembers || isMembers(key) || (folded === 'value' && isMembers(path));
      return [withoutValues(key), redactPersonal(value, { key: folded, inMembers: within })];
    }),
  );
}

function redactPersonal(json: Json, place: Place): Json {
  if (json === null || typeof json === 'boolean') return json;
  if (Array.isArray(json)) {
    const element = isMembers(place.key) ? { ...place, key: 'value' } : place;
    return json.map((one) => redactPersonal(one, element));
  }
  return isObject(json) ? redactObject(json, place.inMembers) : redactScalar(json, place);
}

/**
 * What is kept of a name, or of an id that is made of one, where personal data is not: equal names of a realm, in any
 * case, have equal digests.
 */
export function nameDigest(realm: string, name: string): string {
  const digest = createHash('sha256').update(`${realm}\n${name.toLowerCase()}`).digest('hex');
  return `#${digest.slice(0, 16)}`;
}

function impersonal(realm: string, resource: NonNullable<NewEntry['resource']>): NewEntry['resource'] {
  const { id, name } = resource;
  return {
    ...resource,
    ...(id === undefined || isUuid(id) ? {} : { id: nameDigest(realm, id) }),
    ...(name === undefined ? {} : { name: nameDigest(realm, name) }),
  };
}

/** An entry that tells what was done and no longer to whom. */
export function withoutPersonalData({ resource, asked, ...entry }: NewEntry): NewEntry {
  const about = resource === undefined ? undefined : impersonal(entry.realm, resource);
  return {
    ...entry,
    ...(about === undefined ? {} : { resource: about }),
    ...(asked === undefined ? {} : { asked: redactPersonal(asked, { key: '', inMembers: false }) }),
    target: redactTarget(entry.target, { personalData: true }),
    ignored: entry.ignored.map(withoutValues),
    outcome: withoutQuoted(entry.outcome),
  };
}

/** What stands in the place of a body that is too long to be kept. */
export function cutNote(asked: Json): JsonObject | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(asked));
  return bytes <= MAX_ASKED ? undefined : objectOf(Object.entries({ cut: true, bytes }));
}
