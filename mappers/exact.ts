import { isObject, type Json } from '../bridge/scim/json.ts';
import type { KeycloakFields } from './fields.ts';
import { decodeRecords, encodeRecords } from './records.ts';
import type { TextTarget } from './target.ts';

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
  /** Stores a text at a target, and its exact form where the target cannot hold it. */
  store(path: string, target: TextTarget, text: string): void;
  /** The text at a target: the exact form as long as it still belongs to what Keycloak holds. */
  restore(path: string, target: TextTarget): string | undefined;
  /** Writes the exact forms to the user's attributes. */
  save(): void;
}

function isEntry(value: Json): value is Json & Entry {
  if (!isObject(value) || typeof value.p !== 'string' || typeof value.v !== 'string') return false;
  return typeof value.k === 'string' || value.k === null;
}

/**
 * Opens the exact texts of a user. An exact form counts only while Keycloak still holds what it was stored with: a
 * value that somebody changed in Keycloak's console shows up at once.
 */
export function exactTexts(fields: KeycloakFields, maxLength?: number): ExactTexts {
  const entries = new Map<string, Entry>();
  for (const entry of decodeRecords(fields.attributes[EXACT_ATTRIBUTE] ?? [])) {
    if (isEntry(entry)) entries.set(entry.p, entry);
  }
  return {
    store(path, target, text) {
      const shaped = target.shape(text);
      if (shaped !== undefined) target.write(fields, shaped);
      if (shaped !== text) entries.set(path, { p: path, k: shaped ?? null, v: text });
    },
    restore(path, target) {
      const held = target.read(fields);
      const entry = entries.get(path);
      return entry !== undefined && target.same(entry.k ?? undefined, held) ? entry.v : held;
    },
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
