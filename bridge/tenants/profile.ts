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

/** What of a realm's configuration its profile is compiled from. */
export interface ProfileParts {
  /** The name in `scim.profile`. */
  readonly profile: string;
  readonly mappers: readonly KeycloakMapper[];
  /** The `mapping` of `scim.config`. */
  readonly mapping: unknown;
  readonly settings: RealmSettings;
}

function limitsOf({ profile }: RealmSettings): StoreLimits {
  const of = (name: 'firstName' | 'lastName'): FieldLimits => {
    const attribute = profile.find((candidate) => candidate.name === name);
    return {
      maxLength: attribute?.maxLength ?? DEFAULT_LIMITS[name].maxLength,
      ...(attribute?.prohibitsCharacters === true ? { refused: REFUSED_IN_NAMES } : {}),
    };
  };
  return { ...DEFAULT_LIMITS, firstName: of('firstName'), lastName: of('lastName') };
}

/** Where a realm's mapping stands when it comes from its configuration. */
const IN_CONFIG: Place = { file: ATTRIBUTE.config, pointer: '/mapping' };

/** Reads the mapping of a realm; which profile it changes is said by `scim.profile`. */
function readMapping(mapping: unknown, profile: string, place: Place): LocatedDocument {
  const { document, mistakes = [] } = readDocument(mapping ?? {}, place.file, place.pointer);
  if (document.extends === undefined || document.extends === profile) {
    return { document, mistakes, ...place };
  }
  const sentence = `The mapping extends "${document.extends}", and the profile of the realm is "${profile}".`;
  const hint = 'Leave "extends" out, or make the two agree.';
  const mistake = { ...extendsOf(place), code: 'wrongCombination' as const, sentence, hint };
  return { document, mistakes: [...mistakes, mistake], ...place };
}

const extendsOf = ({ file, pointer }: Place): Place => ({ file, pointer: `${pointer}/extends` });

/** Compiles the profile of a realm; throws a {@link DocumentError} with all mistakes. `place` is where the mapping stands. */
export function realmProfile(
  { profile, mappers, mapping, settings }: ProfileParts,
  quirks: ReadonlyMap<string, Quirk>,
  place = IN_CONFIG,
): Profile {
  const document = readMapping(mapping, profile, place);
  const isNamedThere = document.document.extends === profile;
  return compileProfile({
    preset: profile,
    presetPlace: isNamedThere ? extendsOf(place) : { file: ATTRIBUTE.profile, pointer: '' },
    consoleMappers: mappers,
    document,
    quirks,
    limits: limitsOf(settings),
  });
}
