import { equal, type Json, type JsonObject } from '../../scim/json.ts';
import { attributePath, type ResolvedAttribute } from '../../scim/schema/lookup.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import { getAt, setAt } from './access.ts';
import type { Originals } from './originals.ts';
import type { KeycloakFields } from './storage/fields.ts';
import { lookupKey } from './lookupKey.ts';
import type { TextTarget } from './storage/text.ts';
import { soundElement } from './sound.ts';
import type { CompiledTransform } from '../document/transforms.ts';
import type { CompiledRow, Source } from './row.ts';

/** The parts of a simple row. */
export interface SimpleRow {
  readonly target: TextTarget;
  readonly transforms: CompiledTransform;
  readonly mirrors: readonly TextTarget[];
  readonly lookup: boolean;
  readonly direction: 'both' | 'toKeycloak' | 'toScim';
}

/** The attribute or sub-attribute whose values a row maps. */
export const leafOf = ({ attribute, sub }: ResolvedAttribute): Attribute => sub ?? attribute;

/** Prints a value as text: numbers, booleans and lists as JSON. */
const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function parseOne({ type }: Attribute, text: string): Json | undefined {
  if (type === 'boolean') return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
  if (type === 'integer' || type === 'decimal') {
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
  return text;
}

/** Reads a stored text or value as the schema declares it; `undefined` if it is not of that type. */
export function typed(leaf: Attribute, value: Json): Json | undefined {
  if (leaf.multiValued) {
    const list = (Array.isArray(value) ? value : [value]).flatMap((element) => typedOne(leaf, element) ?? []);
    return list.length === 0 ? undefined : list;
  }
  return typedOne(leaf, Array.isArray(value) ? (value[0] ?? null) : value);
}

function typedOne(leaf: Attribute, value: Json): Json | undefined {
  const parsed = typeof value === 'string' ? parseOne(leaf, value) : value;
  return parsed === undefined ? undefined : soundElement(leaf, parsed);
}

/** Reads the value of an original text; `undefined` if it was damaged in Keycloak. */
function wireValue(leaf: Attribute, text: string): Json | undefined {
  if (!leaf.multiValued) return typed(leaf, text);
  try {
    return typed(leaf, JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

const unjoined = (value: Json): Json => (typeof value === 'number' ? String(value) : value);

/** Computes what a target stores of a value: the transformed value and its text; `undefined` if nothing is stored. */
export function storedFor(
  { target, transforms }: Pick<SimpleRow, 'target' | 'transforms'>,
  value: Json | undefined,
): { out: Json | undefined; shaped: string | undefined } {
  const out = transforms.forward(value === undefined ? undefined : unjoined(value));
  return { out, shaped: out === undefined ? undefined : target.shape(target.encode(out)) };
}

/** Writes a value to its target and mirrors, and the original if reading the target would give another value. */
export function writeValue(
  path: string,
  leaf: Attribute,
  row: Pick<SimpleRow, 'target' | 'transforms' | 'mirrors'>,
  value: Json | undefined,
  fields: KeycloakFields,
  originals: Originals,
): void {
  const { target, transforms, mirrors } = row;
  const { shaped } = storedFor(row, value);
  if (shaped !== undefined) target.write(fields, shaped);
  if (value === undefined) return;
  for (const mirror of mirrors) {
    const copy = mirror.shape(mirror.encode(value));
    if (copy !== undefined) mirror.write(fields, copy);
  }
  if (transforms.oneWay) return;
  const back = shaped === undefined ? undefined : typed(leaf, transforms.backward(target.decode(shaped)));
  if (!equal(back, value)) originals.keep(path, shaped, textOf(value));
}

/** Reads the value at a target: the original, as long as storing it would give what Keycloak has now. */
export function readValue(
  path: string,
  leaf: Attribute,
  row: Pick<SimpleRow, 'target' | 'transforms'>,
  fields: KeycloakFields,
  originals: Originals,
): Json | undefined {
  const { target, transforms } = row;
  const stored = target.read(fields);
  const text = originals.of(path);
  const spelling = text === undefined ? undefined : wireValue(leaf, text);
  if (spelling !== undefined && target.same(storedFor(row, spelling).shaped, stored)) return spelling;
  return stored === undefined ? undefined : typed(leaf, transforms.backward(target.decode(stored)));
}

/** The source of users with a text in a target; `undefined` if the target cannot store the text. */
export function textSource(target: TextTarget, text: string): Source | undefined {
  const value = target.shapeOne(text);
  if (value === undefined) return undefined;
  if (target.name.startsWith('attributes.')) {
    return { by: 'attribute', name: target.name.slice('attributes.'.length), value };
  }
  return { by: target.name as 'username', value };
}

/** Compiles the row of a simple value, or a list of them, in one field or user attribute. */
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
    write: (resource, fields, originals) => {
      if (direction === 'toScim') return;
      writeValue(path, leaf, row, getAt(resource, resolved), fields, originals);
    },
    read: (fields, resource, originals) => {
      if (direction === 'toKeycloak') return;
      const value = readValue(path, leaf, row, fields, originals);
      if (value !== undefined) setAt(resource, resolved, value);
    },
    transforms: transforms.name,
    indexed: lookup ? path : undefined,
    lookupKeys: (resource) => (lookup ? valuesOf(resource).map(keyOf) : []),
    sources: (value) => {
      if (value === null || typeof value === 'object' || direction === 'toKeycloak') return undefined;
      const text = unjoined(value);
      const transformed = transforms.spellings(text).map((spelling) => transforms.forward(spelling));
      // A value set in the console need not be one that the transforms produce, and is shown as it is.
      const candidates = equal(transforms.backward(text), text) ? [...transformed, text] : transformed;
      const texts = new Map(
        candidates
          .map((candidate) =>
            candidate === undefined || typeof candidate === 'object' ? undefined : textOf(candidate),
          )
          .map((candidate) => [candidate?.toLowerCase(), candidate] as const)
          .reverse(),
      );
      const sources = [...texts.values()].map((candidate) =>
        candidate === undefined ? undefined : textSource(target, candidate),
      );
      const otherwise =
        transforms.findable && !sources.includes(undefined) ? (sources as readonly Source[]) : undefined;
      const [only] = otherwise ?? [];
      if (lookup && only?.by !== 'name') {
        return [
          { by: 'lookup', path, key: keyOf(value), otherwise: sources.length === 1 ? only : undefined },
        ];
      }
      return otherwise;
    },
  };
}
