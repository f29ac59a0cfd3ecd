import { isObject, type Json } from '../../scim/json.ts';
import type { KeycloakFields } from './storage/fields.ts';
import { decodeRecords, encodeRecords } from './records.ts';

/** The user attribute that holds exact texts where Keycloak's own fields hold something else. */
export const EXACT_ATTRIBUTE = 'scim.exact';

/** A text as the client sent it (`v`), next to what Keycloak holds of it (`k`). */
interface Entry {
  readonly p: string;
  readonly k: string | null;
  readonly v: string;
}

/** The exact texts of a user. */
export interface ExactTexts {
  /** Keeps the exact form of what is stored as `held`. */
  keep(path: string, held: string | undefined, text: string): void;
  /** The exact form at a path; it counts only if storing it would give what Keycloak holds. */
  of(path: string): string | undefined;
  /** Writes the exact forms to the user's attributes. */
  save(): void;
}

function isEntry(value: Json): value is Json & Entry {
  if (!isObject(value) || typeof value.p !== 'string' || typeof value.v !== 'string') return false;
  return typeof value.k === 'string' || value.k === null;
}

/**
 * Opens the exact texts of a user. Whoever reads one compares it with what Keycloak holds: a value that somebody changed
 * in Keycloak's console shows up at once, and a text that is no spelling of that value counts for nothing.
 */
export function exactTexts(fields: KeycloakFields, maxLength?: number): ExactTexts {
  const entries = new Map<string, Entry>();
  for (const entry of decodeRecords(fields.attributes[EXACT_ATTRIBUTE] ?? [])) {
    if (isEntry(entry)) entries.set(entry.p, entry);
  }
  return {
    keep(path, held, text) {
      entries.set(path, { p: path, k: held ?? null, v: text });
    },
    of: (path) => entries.get(path)?.v,
    save() {
      if (entries.size > 0) {
        fields.attributes[EXACT_ATTRIBUTE] = encodeRecords(
          [...entries.values()].map((entry) => ({ ...entry })),
          maxLength,
        );
      }
    },
  };
}
