import { createHash } from 'node:crypto';
import { isObject, memberName, memberOf, objectOf, type Json, type JsonObject } from '../../../scim/json.ts';
import type { ChangedAttribute, NewEntry } from '../entry.ts';
import { changeReasons, withoutPersonalValue } from './redactedReason.ts';
import {
  isUuid,
  namesSecret,
  REDACTED,
  redactTarget,
  replaceQuoted,
  withoutPersonalTexts,
  withoutSecretText,
  withoutValues,
} from './redactedText.ts';

/** Maximum bytes of a body that is stored, as JSON text. */
export const MAX_BODY_BYTES = 16 * 1024;

/** Members that name the attribute whose value the other members hold, as in PATCH operations. */
const NAMING_MEMBERS = ['path', 'name', 'type', 'attribute', 'key'] as const;

/** Finds the member that names a secret attribute; `undefined` if there is none. */
const secretNamingMember = (object: JsonObject): string | undefined =>
  NAMING_MEMBERS.map((member) => memberName(object, member)).find((key) => {
    const name = key === undefined ? undefined : object[key];
    return typeof name === 'string' && namesSecret(name);
  });

/** Removes passwords, tokens and other secrets from JSON, at any depth. */
export function withoutSecrets(json: Json): Json {
  if (typeof json === 'string') return withoutSecretText(json);
  if (Array.isArray(json)) return json.map(withoutSecrets);
  if (!isObject(json)) return json;
  const naming = secretNamingMember(json);
  const holdsSecret = (key: string): boolean =>
    naming !== undefined && key !== naming && !/^(op|schemas)$/i.test(key);
  return objectOf(
    Object.entries(json).map(([key, value]): [string, Json] => [
      withoutSecretText(key),
      namesSecret(key) || holdsSecret(key) ? REDACTED : withoutSecrets(value),
    ]),
  );
}

/** Lists the texts and numbers in JSON, as texts. */
function leavesOf(json: Json | undefined): string[] {
  if (typeof json === 'string' || typeof json === 'number') return [String(json)];
  if (Array.isArray(json)) return json.flatMap(leavesOf);
  return isObject(json) ? Object.values(json).flatMap(leavesOf) : [];
}

/** Minimum length of a secret that is searched for outside of quotes; a shorter one is part of many words. */
const MIN_UNQUOTED = 4;

/**
 * Removes the secrets of a body from a sentence about it; the secrets are the values of `body` that are missing in
 * `redacted`. Sentences quote values as JSON, and cut long ones.
 */
export function withoutSecretsOf(
  sentence: string,
  body: Json | undefined,
  redacted: Json | undefined,
): string {
  const harmless = new Set(leavesOf(redacted));
  const secrets = [...new Set(leavesOf(body))].filter((text) => text !== '' && !harmless.has(text));
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

/** Values, by member, that are no personal data. */
const IMPERSONAL: Readonly<Record<string, RegExp>> = {
  op: /^[a-z]{1,20}$/i,
  schemas: /^urn:[\w.:-]{1,200}$/i,
  active: /^[a-z]{1,20}$/i,
  primary: /^[a-z]{1,20}$/i,
  type: /^[\w-]{1,20}$/,
};

/** Where a value stands. */
interface Place {
  /** The member that holds the value, in lower case. */
  readonly key: string;
  readonly inMembers: boolean;
}

const isImpersonal = (key: string, value: string): boolean =>
  Object.hasOwn(IMPERSONAL, key) && IMPERSONAL[key]?.test(value) === true;

function redactScalar(value: string | number, { key, inMembers }: Place): string {
  if (typeof value !== 'string') return REDACTED;
  return isImpersonal(key, value) || (inMembers && key === 'value' && isUuid(value)) ? value : REDACTED;
}

const isMembers = (path: Json | undefined): boolean =>
  typeof path === 'string' && /^(urn:[\w.:-]+:)?members\b/i.test(path);

function redactObject(object: JsonObject, inMembers: boolean): JsonObject {
  const path = memberOf(object, 'op') === undefined ? undefined : memberOf(object, 'path');
  return objectOf(
    Object.entries(object).map(([key, value]): [string, Json] => {
      const folded = key.toLowerCase();
      if (typeof path === 'string' && folded === 'path') return [key, withoutValues(path)];
      const isMember = inMembers || isMembers(key) || (folded === 'value' && isMembers(path));
      return [withoutValues(key), redactPersonal(value, { key: folded, inMembers: isMember })];
    }),
  );
}

function redactPersonal(json: Json, place: Place): Json {
  if (json === null || typeof json === 'boolean') return json;
  if (Array.isArray(json)) {
    const elementPlace = isMembers(place.key) ? { ...place, key: 'value' } : place;
    return json.map((element) => redactPersonal(element, elementPlace));
  }
  return isObject(json) ? redactObject(json, place.inMembers) : redactScalar(json, place);
}

/**
 * The digest that is stored in the place of a name, or of an id made of a name, if personal data is redacted: equal
 * names of a realm, case-insensitive, have equal digests.
 */
export function nameDigest(realm: string, name: string): string {
  const digest = createHash('sha256').update(`${realm}\n${name.toLowerCase()}`).digest('hex');
  return `#${digest.slice(0, 16)}`;
}

/** Replaces the names of a user or group by their digests, and an id that is made of a name. */
function withoutNames(
  realm: string,
  resource: NonNullable<NewEntry['resource']>,
): NonNullable<NewEntry['resource']> {
  const { id, name, aliases } = resource;
  const digest = (text: string): string => nameDigest(realm, text);
  return {
    ...resource,
    ...(id === undefined || isUuid(id) ? {} : { id: digest(id) }),
    ...(name === undefined ? {} : { name: digest(name) }),
    ...(aliases === undefined ? {} : { aliases: aliases.map(digest) }),
  };
}

/** The shortest id that is looked for in sentences: others would be found in ordinary words. */
const MIN_ID_LENGTH = 4;

/** The ids in an entry that are made of a name, as those of federated users are; sentences do not quote them. */
const namingIds = ({ resource, conflict }: NewEntry): string[] =>
  [resource?.id, conflict?.id].filter(
    (id) => id !== undefined && id.length >= MIN_ID_LENGTH && !isUuid(id),
  ) as string[];

/** Removes personal data from the values of an attribute that was changed. */
function withoutPersonalValues({ path, from, to }: ChangedAttribute): ChangedAttribute {
  const key = path.toLowerCase().split(/[.:]/).at(-1) ?? '';
  const redacted = (value: string): string => (isImpersonal(key, value) ? value : REDACTED);
  return {
    path: withoutValues(path),
    ...(from === undefined ? {} : { from: redacted(from) }),
    ...(to === undefined ? {} : { to: redacted(to) }),
  };
}

/** Removes personal data from an entry: what was done stays, to whom does not. */
export function withoutPersonalData(withData: NewEntry): NewEntry {
  // Nothing tells which values of the sentence are personal.
  const { resource, conflict, changes, attributes, asked, texts: _, ...entry } = withData;
  const digest = (name: string): string => nameDigest(entry.realm, name);
  const ids = namingIds(withData);
  const fromSentence = (text: string): string => withoutPersonalTexts(text, ids);
  return {
    ...entry,
    ...(resource === undefined ? {} : { resource: withoutNames(entry.realm, resource) }),
    ...(conflict === undefined ? {} : { conflict: withoutNames(entry.realm, conflict) }),
    ...(changes === undefined
      ? {}
      : {
          changes: changes.map(({ from, to, ...change }) => ({
            ...change,
            ...(from === undefined ? {} : { from: digest(from) }),
            ...(to === undefined ? {} : { to: digest(to) }),
          })),
        }),
    ...(attributes === undefined ? {} : { attributes: attributes.map(withoutPersonalValues) }),
    ...(asked === undefined ? {} : { asked: redactPersonal(asked, { key: '', inMembers: false }) }),
    target: redactTarget(entry.target, { personalData: true }),
    ignored: entry.ignored.map(withoutValues),
    ...changeReasons(entry, withoutPersonalValue(fromSentence)),
    outcome: fromSentence(entry.outcome),
  };
}

/** The object in the place of a body that is too long to be stored; `undefined` if the body is not too long. */
export function cutNote(body: Json): JsonObject | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(body));
  return bytes <= MAX_BODY_BYTES ? undefined : objectOf(Object.entries({ cut: true, bytes }));
}
