import {
  DEFAULT_LIMITS,
  REFUSED_IN_NAMES,
  type FieldLimits,
  type StoreLimits,
} from '../../mappers/compile/storage/fields.ts';
import type { Place } from '../../documents/mistake.ts';
import { compileProfile, type LocatedDocument, type Profile } from '../../mappers/profile.ts';
import type { Quirk } from '../../mappers/rewriting/quirk.ts';
import { readDocument } from '../../mappers/document/readDocument.ts';
import type { KeycloakMapper, RealmSettings } from '../keycloak/port/realm.ts';
import { ATTRIBUTE } from './config.ts';
import { message } from '../../documents/text.ts';

/** The parts of a realm's configuration that its profile is compiled from. */
export interface ProfileParts {
  /** The name in `scim.profile`. */
  readonly profile: string;
  readonly mappers: readonly KeycloakMapper[];
  /** The `mapping` of `scim.config`. */
  readonly mapping: unknown;
  readonly settings: RealmSettings;
}

function limitsOf({ profile }: RealmSettings): StoreLimits {
  const limitsOfName = (name: 'firstName' | 'lastName'): FieldLimits => {
    const attribute = profile.find((candidate) => candidate.name === name);
    return {
      maxLength: attribute?.maxLength ?? DEFAULT_LIMITS[name].maxLength,
      ...(attribute?.prohibitsCharacters === true ? { refused: REFUSED_IN_NAMES } : {}),
    };
  };
  return { ...DEFAULT_LIMITS, firstName: limitsOfName('firstName'), lastName: limitsOfName('lastName') };
}

/** The place of the mapping in a realm's configuration. */
const IN_CONFIG: Place = { file: ATTRIBUTE.config, pointer: '/mapping' };

/**
 * Reads the mapping of a realm; it changes the profile in `scim.profile`, so that `extends` must not name another one.
 */
function readMapping(mapping: unknown, profile: string, place: Place): LocatedDocument {
  const checked = { mistakes: [], ...readDocument(mapping ?? {}, place.file, place.pointer) };
  const { document, mistakes } = checked;
  if (document.extends === undefined || document.extends === profile) return { ...checked, ...place };
  const sentence = message('The mapping extends "{extends}", and the profile of the realm is "{profile}".', {
    extends: document.extends,
    profile,
  });
  const hint = message('Leave "extends" out, or make the two agree.');
  const mistake = { ...extendsOf(place), code: 'wrongCombination' as const, sentence, hint };
  return { ...checked, mistakes: [...mistakes, mistake], ...place };
}

const extendsOf = ({ file, pointer }: Place): Place => ({ file, pointer: `${pointer}/extends` });

/**
 * Compiles the profile of a realm; throws a `DocumentError` with all mistakes. `place` is the place of the mapping in
 * them.
 */
export function realmProfile(
  { profile, mappers, mapping, settings }: ProfileParts,
  quirks: ReadonlyMap<string, Quirk>,
  place = IN_CONFIG,
): Profile {
  const document = readMapping(mapping, profile, place);
  const isNamedByMapping = document.document.extends === profile;
  return compileProfile({
    preset: profile,
    presetPlace: isNamedByMapping ? extendsOf(place) : { file: ATTRIBUTE.profile, pointer: '' },
    consoleMappers: mappers,
    document,
    quirks,
    limits: limitsOf(settings),
  });
}
