import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../../../scim/json.ts';
import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { compileMapping, type Mapping } from '../../../../mappers/compile/mapping.ts';
import {
  GROUP_LIMITS,
  type KeycloakFields,
  type StoreLimits,
} from '../../../../mappers/compile/storage/fields.ts';
import { findPreset, PRESET_NAMES } from '../../../../mappers/document/presets.ts';
import { frozen } from '../../scim/reading.ts';
import { anyUser, runsFor } from './users.ts';
import { sourcesAt } from './sources.ts';

const mappingOf = (preset: string, limits?: StoreLimits): Mapping =>
  compileMapping(findPreset(preset)?.user ?? [], USER_TYPE, limits);

/** The fields as Keycloak stores them: lower case, no empty texts, values of attributes in another order. */
function asStored({ attributes, ...fields }: KeycloakFields): KeycloakFields {
  return {
    ...fields,
    username: fields.username?.toLowerCase(),
    email: fields.email?.toLowerCase(),
    firstName: fields.firstName ?? '',
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, values]) => [name, values.toReversed()]),
    ),
  };
}

/**
 * The texts that Keycloak would drop, cut or refuse. A userName and an e-mail address are for it to judge, but none is
 * blank.
 */
function unstorable({ attributes, firstName = 'x', lastName = 'x', email = 'x' }: KeycloakFields): string[] {
  const names = [firstName, lastName].filter(
    (name) => name.length > 255 || /[<>&"$%!#?§;*~/\\|^=[\]{}()]/.test(name),
  );
  const values = Object.values(attributes).flat();
  const long = values.filter((value) => value.length > 2048 || !value.isWellFormed());
  return [...names, ...long, ...[email, firstName, lastName, ...values].filter((text) => text.trim() === '')];
}

/** The user as a mapping gives it back: it always has `active`. */
const mapped = (user: JsonObject): JsonObject => ({ ...user, active: user.active !== false });

describe.each(PRESET_NAMES)('the mapping of preset %s', (preset) => {
  const mapping = mappingOf(preset);

  it('gives back exactly what was sent', () => {
    fc.assert(
      fc.property(anyUser, (user) => {
        const fields = mapping.toKeycloak(frozen(user));
        expect(unstorable(fields)).toEqual([]);
        expect(mapping.toScim(frozen(asStored(fields)))).toEqual(mapped(user));
      }),
      runsFor(preset, 300),
    );
  });

  it('gives back exactly what was sent when the e-mail address is kept out of its field', () => {
    fc.assert(
      fc.property(anyUser, (user) => {
        const fields = mapping.keepEmail(mapping.toKeycloak(frozen(user)));
        expect(fields.email).toBeUndefined();
        expect(mapping.toScim(frozen(asStored(fields)))).toEqual(mapped(user));
        expect(Object.keys(fields.attributes).filter((name) => !mapping.ownedAttributes.has(name))).toEqual(
          [],
        );
      }),
      runsFor(preset),
    );
  });

  it('writes only attributes that it owns', () => {
    fc.assert(
      fc.property(anyUser, (user) => {
        const { attributes } = mapping.toKeycloak(user);
        expect(Object.keys(attributes).filter((name) => !mapping.ownedAttributes.has(name))).toEqual([]);
      }),
      runsFor(preset),
    );
  });

  it('writes the same again for what it gives back', () => {
    fc.assert(
      fc.property(anyUser, (user) => {
        const fields = mapping.toKeycloak(user);
        expect(mapping.toKeycloak(mapping.toScim(fields))).toEqual(fields);
      }),
      runsFor(preset),
    );
  });
});

describe('a mapping under tight limits', () => {
  it('gives back exactly what was sent', () => {
    const tight = mappingOf('generic', {
      ...GROUP_LIMITS,
      firstName: { maxLength: 3 },
      lastName: { maxLength: 10, refused: /./gu },
    });
    fc.assert(
      fc.property(anyUser, (user) => {
        const fields = tight.toKeycloak(user);
        const longest = Object.entries(fields.attributes)
          .filter(([name]) => name !== 'scim.lookup')
          .flatMap(([, values]) => values.map(({ length }) => length));
        expect(Math.max(0, ...longest)).toBeLessThanOrEqual(255);
        expect(tight.toScim(asStored(fields))).toEqual(mapped(user));
      }),
    );
  });
});

describe('sources', () => {
  const mapping = mappingOf('generic');

  /** Whether a question to Keycloak, as it answers them (exactly, but whatever the case), would find the user. */
  function isFound(fields: KeycloakFields, path: string, value: Json): boolean {
    const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
    const sources = sourcesAt(mapping, path, value);
    return (
      sources === undefined ||
      sources.some((source) => {
        switch (source.by) {
          case 'attribute':
            return (fields.attributes[source.name] ?? []).some((value) => same(value, source.value));
          case 'lookup':
            return (fields.attributes['scim.lookup'] ?? []).includes(source.key);
          case 'enabled':
            return fields.enabled === source.value;
          default:
            return same(fields[source.by], source.value);
        }
      })
    );
  }

  it('find every user by every value, in any case', () => {
    fc.assert(
      fc.property(anyUser, (user) => {
        const fields = asStored(mapping.toKeycloak(user));
        const leaves = (value: Json, path: string): [string, Json][] => {
          if (Array.isArray(value)) return value.flatMap((element) => leaves(element, path));
          if (!isObject(value)) return [[path, value]];
          const glue = path.startsWith('urn:') && !path.includes('User:') ? ':' : '.';
          return Object.entries(value).flatMap(([name, member]) =>
            leaves(member, path === '' ? name : `${path}${glue}${name}`),
          );
        };
        const known = Object.fromEntries(Object.entries(user).filter(([name]) => !/^urn:acme/i.test(name)));
        const isExact = (path: string): boolean => /externalId|manager|x509/.test(path);
        const missed = leaves(known, '').filter(
          ([path, value]) =>
            !isFound(fields, path, value) ||
            (typeof value === 'string' && !isExact(path) && !isFound(fields, path, value.toLowerCase())),
        );
        expect(missed).toEqual([]);
      }),
    );
  });
});
