import { equal, type Json, type JsonObject } from '../../scim/json.ts';
import { attributePath, type ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import { getAt, setAt } from './access.ts';
import type { ExactTexts } from './originals.ts';
import type { KeycloakFields } from './storage/fields.ts';
import { lookupKey } from './lookupKey.ts';
import type { TextTarget } from './storage/text.ts';
import { soundElement } from './sound.ts';
import type { CompiledTransform } from '../document/transforms.ts';
import type { CompiledRow, Source } from './row.ts';

/** What a simple row is made of. */
export interface SimpleRow {
  readonly target: TextTarget;
  readonly transforms: CompiledTransform;
  readonly mirrors: readonly TextTarget[];
  readonly lookup: boolean;
  readonly direction: 'both' | 'toKeycloak' | 'toScim';
}

/** The attribute whose values a row keeps. */
export const leafOf = ({ attribute, sub }: ResolvedAttribute): Attribute => sub ?? attribute;

/** A value as text: numbers, booleans and lists as JSON writes them. */
const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function parseOne({ type }: Attribute, text: string): Json | undefined {
  if (type === 'boolean') return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
  if (type === 'integer' || type === 'decimal') {
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
  return text;
}

/** A value as the schema has it, of what was kept as text; `undefined` where it is no such value. */
export function typed(leaf: Attribute, value: Json): Json | undefined {
  if (leaf.multiValued) {
    const list = (Array.isArray(value) ? value : [value]).flatMap((one) => typedOne(leaf, one) ?? []);
    return list.length === 0 ? undefined : list;
  }
  return typedOne(leaf, Array.isArray(value) ? (value[0] ?? null) : value);
}

function typedOne(leaf: Attribute, value: Json): Json | undefined {
  const parsed = typeof value === 'string' ? parseOne(leaf, value) : value;
  return parsed === undefined ? undefined : soundElement(leaf, parsed);
}

/** The value that an exact text stands for; `undefined` where somebody damaged it. */
function wireValue(leaf: Attribute, text: string): Json | undefined {
  if (!leaf.multiValued) return typed(leaf, text);
  try {
    return typed(leaf, JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

const unjoined = (value: Json): Json => (typeof value === 'number' ? String(value) : value);

/** What a target holds for a value. */
export function heldFor(
  { target, transforms }: Pick<SimpleRow, 'target' | 'transforms'>,
  value: Json | undefined,
): { out: Json | undefined; shaped: string | undefined } {
  const out = transforms.forward(value === undefined ? undefined : unjoined(value));
  return { out, shaped: out === undefined ? undefined : target.shape(target.encode(out)) };
}

/** Writes a value to its target and mirrors; keeps its exact form where reading would give another one back. */
export function writeValue(
  path: string,
  leaf: Attribute,
  row: Pick<SimpleRow, 'target' | 'transforms' | 'mirrors'>,
  value: Json | undefined,
  fields: KeycloakFields,
  exact: ExactTexts,
): void {
  const { target, transforms, mirrors } = row;
  const { shaped } = heldFor(row, value);
  if (shaped !== undefined) target.write(fields, shaped);
  if (value === undefined) return;
  for (const mirror of mirrors) {
    const copy = mirror.shape(mirror.encode(value));
    if (copy !== undefined) mirror.write(fields, copy);
  }
  if (transforms.oneWay) return;
  const back = shaped === undefined ? undefined : typed(leaf, transforms.backward(target.decode(shaped)));
  if (!equal(back, value)) exact.keep(path, shaped, textOf(value));
}

/** The value at a target: its exact form, as long as storing that would give what Keycloak holds. */
export function readValue(
  path: string,
  leaf: Attribute,
  row: Pick<SimpleRow, 'target' | 'transforms'>,
  fields: KeycloakFields,
  exact: ExactTexts,
): Json | undefined {
  const { target, transforms } = row;
  const held = target.read(fields);
  const text = exact.of(path);
  const spelling = text === undefined ? undefined : wireValue(leaf, text);
  if (spelling !== undefined && target.same(heldFor(row, spelling).shaped, held)) return spelling;
  return held === undefined ? undefined : typed(leaf, transforms.backward(target.decode(held)));
}

/** A source of users whose target holds a text. */
export function textSource(target: TextTarget, text: string): Source | undefined {
  const value = target.shapeOne(text);
  if (value === undefined) return undefined;
  if (target.name.startsWith('attributes.')) {
    return { by: 'attribute', name: target.name.slice('attributes.'.length), value };
  }
  return { by: target.name as 'username', value };
}

/** One simple value, or a list of them, in one field or user attribute. */
export function simpleRow(resolved: ResolvedAttribute, row: SimpleRow): CompiledRow {
  const { target, transforms, mirrors, lookup, direction } = row;
  const path = attributePath(resolved);
  const leaf = leafOf(resolved);
  const valuesOf = (resource: JsonObject): Json[] => {
    const value = getAt(resource, resolved);
    return value === undefined ? [] : Array.isArray(value) ? value : [value];
  };
  const keyOf = (value: Json): string => lookupKey(path, textOf(value), leaf.caseExact);
  const isOwn = direction === 'both';
  return {
    path,
    resolved,
    owns: isOwn ? [target.name, ...mirrors.map(({ name }) => name)] : [],
    targets: [target.name, ...mirrors.map(({ name }) => name)],
    write: (resource, fields, exact) => {
      if (direction === 'toScim') return;
      writeValue(path, leaf, row, getAt(resource, resolved), fields, exact);
    },
    read: (fields, resource, exact) => {
      if (direction === 'toKeycloak') return;
      const value = readValue(path, leaf, row, fields, exact);
      if (value !== undefined) setAt(resource, resolved, value);
    },
    transforms: transforms.name,
    indexed: lookup ? path : undefined,
    lookupKeys: (resource) => (lookup ? valuesOf(resource).map(keyOf) : []),
    sources: (value) => {
      if (value === null || typeof value === 'object' || direction === 'toKeycloak') return undefined;
      const given = unjoined(value);
      const spelt = transforms.spellings(given).map((one) => transforms.forward(one));
      // A value of the console's need not be such as the transforms make, and is shown as it is.
      const candidates = equal(transforms.backward(given), given) ? [...spelt, given] : spelt;
      const texts = new Map(
        candidates
          .map((one) => (one === undefined || typeof one === 'object' ? undefined : textOf(one)))
          .map((text) => [text?.toLowerCase(), text] as const)
          .reverse(),
      );
      const found = [...texts.values()].map((text) =>
        text === undefined ? undefined : textSource(target, text),
      );
      const otherwise =
        transforms.findable && !found.includes(undefined) ? (found as readonly Source[]) : undefined;
      const [only] = otherwise ?? [];
      if (lookup && only?.by !== 'name') {
        return [{ by: 'lookup', path, key: keyOf(value), otherwise: found.length === 1 ? only : undefined }];
      }
      return otherwise;
    },
  };
}
