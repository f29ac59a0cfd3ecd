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
import { readPatch } from '../../scim/patch/operations.ts';
import { readResource } from '../../scim/resource.ts';
import { isUrn, resolve } from '../../scim/schema/lookup.ts';
import type { Reading } from '../../scim/values.ts';
import { getAt } from '../compile/access.ts';
import type { Mapped, Profile } from '../profile.ts';
import { applyQuirks, type WireRequest } from '../rewriting/quirk.ts';
import { traceChange, type RowTrace } from './trace.ts';

/** What becomes of one thing that a request says. */
export interface PieceTrace {
  /** The path as it was received, with the operation where it is one of a PATCH. */
  readonly received: string;
  readonly value?: Json;
  /** Names of the quirks that rewrote it. */
  readonly quirks: readonly string[];
  readonly rows: readonly RowTrace[];
  /** What was passed over, and why. */
  readonly notes: readonly string[];
}

/** As many pieces as are explained one by one, and a word on the others. */
function explainEach<T>(pieces: readonly T[], explain: (piece: T) => PieceTrace): PieceTrace[] {
  const { max } = LIMITS.explained;
  const explained = pieces.slice(0, max).map(explain);
  if (pieces.length <= max) return explained;
  const received = `… ${pieces.length - max} more`;
  return [...explained, { received, quirks: [], rows: [], notes: ['are not explained one by one'] }];
}

const SECRET = '********';

/** A value as it may be shown: no password. */
const shown = (name: string, value: Json): Json => {
  if (/(^|[.:])password($|[.:])/i.test(name)) return SECRET;
  if (!isObject(value)) return value;
  return objectOf(Object.entries(value).map(([member, one]) => [member, shown(member, one)]));
};

function readingOf({ behaviours }: Profile, ignored: (path: string) => void): Reading {
  const { unknownAttributes, canonicalValues } = behaviours;
  return { unknown: unknownAttributes, canonicalValues, ignored };
}

/** Why a name of a request has no effect of its own, where that is so. */
function noteOn({ type }: Mapped, { behaviours }: Profile, name: string): string[] {
  const found = resolve(type, name);
  if (found.kind !== 'attribute') return [];
  const leaf = found.sub ?? found.attribute;
  if (leaf.name === 'password') {
    return [
      behaviours.password === 'store'
        ? "becomes the user's password in Keycloak"
        : 'is ignored: the profile stores no passwords of clients',
    ];
  }
  if (leaf.name === 'members') return ['members join and leave one by one'];
  if (found.attribute.mutability === 'readOnly' || leaf.mutability === 'readOnly') {
    return ['is passed over: the bridge sets it itself'];
  }
  return [];
}

const ignoredNotes = (ignored: readonly string[]): string[] =>
  ignored.map((path) => `"${path}" is passed over: no schema and no row knows it`);

const failure = (error: unknown): string => `is refused: ${(error as Error).message}`;

const mappedOf = (profile: Profile, { type }: WireRequest): Mapped =>
  type.name === profile.group.type.name ? profile.group : profile.user;

/** Follows every attribute of a resource that a client sends, each on its own, the way the whole would go. */
export function explainResource(profile: Profile, wire: WireRequest): PieceTrace[] {
  const { body } = wire;
  if (!isObject(body)) return [];
  const mapped = mappedOf(profile, wire);
  const schemas: readonly [string, Json] = ['schemas', [wire.type.schema.id]];
  const pieces = Object.entries(body)
    .filter(([name]) => name.toLowerCase() !== 'schemas')
    .flatMap(([name, value]): { received: string; value: Json; body: JsonObject }[] => {
      const glue = isUrn(name) ? ':' : '.';
      if (!isObject(value)) return [{ received: name, value, body: objectOf([schemas, [name, value]]) }];
      return Object.entries(value).map(([member, one]) => ({
        received: `${name}${glue}${member}`,
        value: one,
        body: objectOf([schemas, [name, objectOf([[member, one]])]]),
      }));
    });
  const whole = readWhole(profile, wire);
  return explainEach(pieces, ({ received, value, body: piece }) => {
    const { request, applied } = applyQuirks(profile.quirks, { ...wire, body: piece });
    const ignored: string[] = [];
    const trace = { received, value: shown(received, value), quirks: applied };
    try {
      const reading = readingOf(profile, (path) => ignored.push(path));
      const resource = readResource(wire.type, withoutMembers(request.body), reading);
      const rows = traceChange(mapped, emptyObject(), resource);
      const notes = [
        ...noteOn(mapped, profile, received),
        ...ignoredNotes(ignored),
        ...(whole === undefined ? [] : outdoneNotes(mapped, resource, whole)),
      ];
      const isNothing = rows.length + notes.length === 0;
      return { ...trace, rows, notes: isNothing ? ['has no value'] : notes };
    } catch (error) {
      return { ...trace, rows: [], notes: [failure(error)] };
    }
  });
}

/** The resource that a body comes to as a whole; `undefined` where it is refused. */
function readWhole(profile: Profile, wire: WireRequest): JsonObject | undefined {
  const { request } = applyQuirks(profile.quirks, wire);
  try {
    return readResource(
      wire.type,
      withoutMembers(request.body),
      readingOf(profile, () => undefined),
    );
  } catch {
    return undefined;
  }
}

/** What one part of a request says that another part says otherwise, and counts. */
function outdoneNotes({ mapping }: Mapped, resource: JsonObject, whole: JsonObject): string[] {
  return mapping.rows.flatMap((row) => {
    const value = getAt(resource, row.resolved);
    return value === undefined || equal(value, getAt(whole, row.resolved))
      ? []
      : [`is outdone: the request says otherwise of "${row.path}" itself`];
  });
}

/** Members of a group are read apart. */
const withoutMembers = (body: Json | undefined): Json | undefined =>
  isObject(body) ? objectOf(Object.entries(body).filter(([name]) => name.toLowerCase() !== 'members')) : body;

/** One thing that an operation of a PATCH says. */
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

/** Follows every operation of a PATCH, each on what those before it left. */
export function explainPatch(profile: Profile, wire: WireRequest, current: JsonObject): PieceTrace[] {
  const { body } = wire;
  const operations = isObject(body) ? memberOf(body, 'Operations') : undefined;
  if (!Array.isArray(operations)) return [];
  const mapped = mappedOf(profile, wire);
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
      ...(value === null ? {} : { value: shown(name, value) }),
      quirks: applied,
    };
    const notes = noteOn(mapped, profile, name);
    const isMembers = /^(urn:.*:)?members\b/i.test(name);
    if (isMembers) return { ...trace, rows: [], notes: ['members join and leave one by one'] };
    try {
      const after = applyPatch(wire.type, before, readPatch(request.body), {
        ...readingOf(profile, (path) => ignored.push(path)),
        unmatchedElement: profile.behaviours.unmatchedElement,
        ...(mapped === profile.group ? { unknownPath: 'refuse' as const } : {}),
      });
      const rows = traceChange(mapped, before, after);
      before = after;
      const said = [...notes, ...ignoredNotes(ignored)];
      return { ...trace, rows, notes: rows.length + said.length === 0 ? ['changes nothing'] : said };
    } catch (error) {
      return { ...trace, rows: [], notes: [failure(error)] };
    }
  });
}
