import type { Json } from '../bridge/scim/json.ts';

/** Keycloak stores attribute values of users of at most this many UTF-16 units. */
export const MAX_VALUE_LENGTH = 2048;

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

/** Reads what {@link encodeRecords} wrote, in any order; records that somebody damaged are passed over. */
export function decodeRecords(strings: readonly string[]): Json[] {
  const records = new Map<number, string[]>();
  for (const text of strings) {
    const match = /^(\d+)(?:\.(\d+)\/\d+)?:/.exec(text);
    if (match === null) continue;
    const index = Number(match[1]);
    const parts = records.get(index) ?? [];
    parts[Number(match[2] ?? 0)] = text.slice(match[0].length);
    records.set(index, parts);
  }
  return [...records]
    .sort(([a], [b]) => a - b)
    .flatMap(([, parts]) => {
      try {
        return [JSON.parse(parts.join('')) as Json];
      } catch {
        return [];
      }
    });
}
