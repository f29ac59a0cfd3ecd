import { isObject, type Json } from '../../scim/json.ts';
import type { KeycloakFields } from './storage/fields.ts';
import { decodeRecords, encodeRecords } from './records.ts';

/** The user attribute of original texts that Keycloak stores in another form. */
export const EXACT_ATTRIBUTE = 'scim.exact';

/** A text as the client sent it (`v`), with its path (`p`) and what Keycloak stores of it (`k`). */
interface Entry {
  readonly p: string;
  readonly k: string | null;
  readonly v: string;
}

/** The original texts of a user. */
export interface Originals {
  /** Keeps the original of a text that Keycloak stores as `stored`. */
  keep(path: string, stored: string | undefined, text: string): void;
  /** The original at a path; it counts only if storing it would give what Keycloak has now. `undefined` if there is none. */
  of(path: string): string | undefined;
  /** Writes the originals to the user's attributes. */
  save(): void;
}

function isEntry(value: Json): value is Json & Entry {
  if (!isObject(value) || typeof value.p !== 'string' || typeof value.v !== 'string') return false;
  return typeof value.k === 'string' || value.k === null;
}

/**
 * Opens the original texts of a user. A reader compares each with what Keycloak has now, so that a value that was changed
 * in Keycloak's console shows at once.
 */
export function openOriginals(fields: KeycloakFields, maxLength?: number): Originals {
  const entries = new Map<string, Entry>();
  for (const entry of decodeRecords(fields.attributes[EXACT_ATTRIBUTE] ?? [])) {
    if (isEntry(entry)) entries.set(entry.p, entry);
  }
  return {
    keep(path, stored, text) {
      entries.set(path, { p: path, k: stored ?? null, v: text });
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
