import {
  emptyObject,
  equal,
  isObject,
  memberOf,
  objectOf,
  type Json,
  type JsonObject,
} from '../../scim/json.ts';
import { LIMITS } from '../../scim/limits.ts';
import { MESSAGES } from '../../scim/messages.ts';
import { applyPatch } from '../../scim/patch/apply.ts';
import { namedAttributes, readPatch, type PatchOperation } from '../../scim/patch/operations.ts';
import { readResource } from '../../scim/resource.ts';
import { belongsTo, isUrn, resolve } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { ReadOptions } from '../../scim/values.ts';
import { getAt } from '../compile/access.ts';
import type { ResourceMapping, Profile } from '../profile.ts';
import { applyQuirks, type WireRequest } from '../rewriting/quirk.ts';
import { traceChange, type RowTrace } from './trace.ts';

/** The way of one attribute or operation of a request. */
export interface PieceTrace {
  /** The path as received; for a PATCH, after the operation. */
  readonly received: string;
  readonly value?: Json;
  /** Names of the quirks that rewrote it. */
  readonly quirks: readonly string[];
  readonly rows: readonly RowTrace[];
  /** The reasons why something was passed over or refused. */
  readonly notes: readonly string[];
}

/** Explains as many pieces as allowed one by one, and counts the others. */
function explainEach<T>(pieces: readonly T[], explain: (piece: T) => PieceTrace): PieceTrace[] {
  const { max } = LIMITS.explained;
  const explained = pieces.slice(0, max).map(explain);
  if (pieces.length <= max) return explained;
  const received = `… ${pieces.length - max} more`;
  return [...explained, { received, quirks: [], rows: [], notes: ['are not explained one by one'] }];
}

const SECRET = '********';

/**
 * Masks passwords in a value. It goes by any name that looks like one, resolved or not: a password at a misspelt path is
 * a secret too.
 */
const masked = (name: string, value: Json): Json => {
  if (/(^|[.:])password($|[.:])/i.test(name)) return SECRET;
  if (!isObject(value)) return value;
  return objectOf(Object.entries(value).map(([member, inner]) => [member, masked(member, inner)]));
};

function readingOf({ behaviours }: Profile, ignored: (path: string) => void): ReadOptions {
  const { unknownAttributes, canonicalValues, hollowElements } = behaviours;
  return { unknown: unknownAttributes, canonicalValues, hollowElements, ignored };
}

/** Explains why an attribute of a request is not simply stored; empty if it is. */
function noteOn({ type }: ResourceMapping, { behaviours }: Profile, name: string): string[] {
  const resolved = resolve(type, name);
  if (resolved.kind !== 'attribute') return [];
  const leaf = resolved.sub ?? resolved.attribute;
  if (leaf.name === 'password') {
    return [
      behaviours.password === 'store'
        ? "becomes the user's password in Keycloak"
        : 'is ignored: the profile stores no passwords of clients',
    ];
  }
  if (leaf.name === 'members') return ['members join and leave one by one'];
  if (resolved.attribute.mutability === 'readOnly' || leaf.mutability === 'readOnly') {
    return ['is passed over: the bridge sets it itself'];
  }
  return [];
}

const ignoredNotes = (ignored: readonly string[]): string[] =>
  ignored.map((path) => `"${path}" is passed over: no schema and no row knows it`);

const failure = (error: unknown): string => `is refused: ${(error as Error).message}`;

const mappingFor = (profile: Profile, { type }: WireRequest): ResourceMapping =>
  type.name === profile.group.type.name ? profile.group : profile.user;

/** Follows every attribute of a resource in a request, each on its own, through the same code as the whole. */
export function explainResource(profile: Profile, wire: WireRequest): PieceTrace[] {
  const { body } = wire;
  if (!isObject(body)) return [];
  const resourceMapping = mappingFor(profile, wire);
  const schemas: readonly [string, Json] = ['schemas', [wire.type.schema.id]];
  const pieces = Object.entries(body)
    .filter(([name]) => name.toLowerCase() !== 'schemas')
    .flatMap(([name, value]): { received: string; value: Json; body: JsonObject }[] => {
      const glue = isUrn(name) ? ':' : '.';
      if (!isObject(value)) return [{ received: name, value, body: objectOf([schemas, [name, value]]) }];
      return Object.entries(value).map(([member, inner]) => ({
        received: `${name}${glue}${member}`,
        value: inner,
        body: objectOf([schemas, [name, objectOf([[member, inner]])]]),
      }));
    });
  const whole = readWhole(profile, wire);
  return explainEach(pieces, ({ received, value, body: piece }) => {
    const { request, applied } = applyQuirks(profile.quirks, { ...wire, body: piece });
    const ignored: string[] = [];
    const trace = { received, value: masked(received, value), quirks: applied };
    try {
      const reading = readingOf(profile, (path) => ignored.push(path));
      const resource = readResource(wire.type, withoutMembers(wire.type, request.body), reading);
      const rows = traceChange(resourceMapping, emptyObject(), resource);
      const notes = [
        ...noteOn(resourceMapping, profile, received),
        ...ignoredNotes(ignored),
        ...(whole === undefined ? [] : overrideNotes(resourceMapping, resource, whole)),
      ];
      const isNothing = rows.length + notes.length === 0;
      return { ...trace, rows, notes: isNothing ? ['has no value'] : notes };
    } catch (error) {
      return { ...trace, rows: [], notes: [failure(error)] };
    }
  });
}

/** Reads the resource of a whole body; `undefined` if it is refused. */
function readWhole(profile: Profile, wire: WireRequest): JsonObject | undefined {
  const { request } = applyQuirks(profile.quirks, wire);
  try {
    return readResource(
      wire.type,
      withoutMembers(wire.type, request.body),
      readingOf(profile, () => undefined),
    );
  } catch {
    return undefined;
  }
}

/** Explains which values of one part of a request another part overrides. */
function overrideNotes({ mapping }: ResourceMapping, resource: JsonObject, whole: JsonObject): string[] {
  return mapping.rows.flatMap((row) => {
    const value = getAt(resource, row.resolved);
    return value === undefined || equal(value, getAt(whole, row.resolved))
      ? []
      : [`is outdone: the request says otherwise of "${row.path}" itself`];
  });
}

/** A body without the members of a group, which are read apart. */
function withoutMembers(type: ResourceType, body: Json | undefined): Json | undefined {
  if (!isObject(body)) return body;
  const isMembers = (name: string): boolean => {
    const resolved = resolve(type, name);
    return resolved.kind === 'attribute' && belongsTo(resolved, 'members');
  };
  return objectOf(Object.entries(body).filter(([name]) => !isMembers(name)));
}

const namesMembers = (type: ResourceType, operation: PatchOperation): boolean =>
  namedAttributes(type, operation).some((attribute) => belongsTo(attribute, 'members'));

/** One attribute of an operation of a PATCH. */
interface OperationPiece {
  readonly received: string;
  readonly name: string;
  readonly value: Json;
  readonly operation: JsonObject;
}

function operationPieces(operation: Json): OperationPiece[] {
  if (!isObject(operation)) return [];
  const [op, path, value] = ['op', 'path', 'value'].map((name) => memberOf(operation, name));
  const verb = typeof op === 'string' ? op : '?';
  if (typeof path === 'string') {
    return [{ received: `${verb} ${path}`, name: path, value: value ?? null, operation }];
  }
  if (!isObject(value)) return [{ received: verb, name: '', value: value ?? null, operation }];
  return Object.entries(value).map(([name, member]) => ({
    received: `${verb} ${name}`,
    name,
    value: member,
    operation: objectOf([
      ['op', op ?? null],
      ['value', objectOf([[name, member]])],
    ]),
  }));
}

/** Follows every operation of a PATCH, each on the result of those before it. */
export function explainPatch(profile: Profile, wire: WireRequest, current: JsonObject): PieceTrace[] {
  const { body } = wire;
  const operations = isObject(body) ? memberOf(body, 'Operations') : undefined;
  if (!Array.isArray(operations)) return [];
  const resourceMapping = mappingFor(profile, wire);
  let before = current;
  return explainEach(operations.flatMap(operationPieces), ({ received, name, value, operation }) => {
    const piece = objectOf([
      ['schemas', [MESSAGES.patch]],
      ['Operations', [operation]],
    ]);
    const { request, applied } = applyQuirks(profile.quirks, { ...wire, body: piece });
    const ignored: string[] = [];
    const trace = {
      received,
      ...(value === null ? {} : { value: masked(name, value) }),
      quirks: applied,
    };
    const notes = noteOn(resourceMapping, profile, name);
    try {
      const operations = readPatch(wire.type, request.body);
      if (operations.some((read) => namesMembers(wire.type, read))) {
        return { ...trace, rows: [], notes: ['members join and leave one by one'] };
      }
      const after = applyPatch(wire.type, before, operations, {
        ...readingOf(profile, (path) => ignored.push(path)),
        unmatchedElement: profile.behaviours.unmatchedElement,
        ...(resourceMapping === profile.group ? { unknownPath: 'refuse' as const } : {}),
      });
      const rows = traceChange(resourceMapping, before, after);
      before = after;
      const allNotes = [...notes, ...ignoredNotes(ignored)];
      const isNothing = rows.length + allNotes.length === 0;
      return { ...trace, rows, notes: isNothing ? ['changes nothing'] : allNotes };
    } catch (error) {
      return { ...trace, rows: [], notes: [failure(error)] };
    }
  });
}
