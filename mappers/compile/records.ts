import { clone, type Json } from '../../scim/json.ts';

/** Keycloak stores attribute values of users of at most this many UTF-16 units. */
const MAX_VALUE_LENGTH = 2048;

/** Room that a record's own prefix (`12.3/40:`) may take. */
const PREFIX = 24;

function chunks(text: string, size: number): string[] {
  if (text.length <= size) return [text];
  const result: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + size, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    result.push(text.slice(start, end));
    start = end;
  }
  return result;
}

/**
 * Writes structured values as strings for a multi-valued user attribute: one `index:JSON` per value, or several
 * `index.part/parts:JSON` where the JSON is too long. Each carries its index because Keycloak promises no order.
 */
export function encodeRecords(values: readonly Json[], maxLength = MAX_VALUE_LENGTH): string[] {
  return values.flatMap((value, index) => {
    const parts = chunks(JSON.stringify(value), maxLength - PREFIX);
    return parts.length === 1
      ? [`${index}:${parts[0] ?? ''}`]
      : parts.map((part, i) => `${index}.${i}/${parts.length}:${part}`);
  });
}

/** The parts of one value that have been found, by number, and how many there should be. */
interface Parts {
  readonly count: number;
  readonly found: Map<number, string>;
}

/** Reads what {@link encodeRecords} wrote, in any order; records that somebody damaged are passed over. */
export function decodeRecords(strings: readonly string[]): Json[] {
  const records = new Map<number, Parts>();
  for (const text of strings) {
    const match = /^(\d+)(?:\.(\d+)\/(\d+))?:/.exec(text);
    if (match === null) continue;
    const [prefix, index, part = 0, count = 1] = match;
    const record = records.get(Number(index)) ?? { count: Number(count), found: new Map() };
    record.found.set(Number(part), text.slice(prefix.length));
    records.set(Number(index), record);
  }
  return [...records].sort(([a], [b]) => a - b).flatMap(([, parts]) => decode(parts) ?? []);
}

/** The one value of a record in a list, so that null is a value too; nothing when a part is missing or wrong. */
function decode({ count, found }: Parts): [Json] | undefined {
  const parts = [...found.keys()].sort((a, b) => a - b);
  if (parts.length !== count || parts.some((part, i) => part !== i)) return undefined;
  try {
    return [clone(JSON.parse(parts.map((part) => found.get(part)).join('')) as Json)];
  } catch {
    return undefined;
  }
}
