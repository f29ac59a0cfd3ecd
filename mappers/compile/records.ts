import { clone, type Json } from '../../scim/json.ts';

/** Maximum length of an attribute value of a user, in UTF-16 units. */
const MAX_VALUE_LENGTH = 2048;

/** Room for the prefix of a record (`12.3/40:`). */
const PREFIX_LENGTH = 24;

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
    const parts = chunks(JSON.stringify(value), maxLength - PREFIX_LENGTH);
    return parts.length === 1
      ? parts.map((part) => `${index}:${part}`)
      : parts.map((part, i) => `${index}.${i}/${parts.length}:${part}`);
  });
}

/** The parts of one value by number, and how many there should be. */
interface Parts {
  readonly count: number;
  readonly texts: Map<number, string>;
}

/** Reads what {@link encodeRecords} wrote, in any order; damaged records are passed over. */
export function decodeRecords(strings: readonly string[]): Json[] {
  if (strings.length === 0) return [];
  const records = new Map<number, Parts>();
  for (const text of strings) {
    const match = /^(\d+)(?:\.(\d+)\/(\d+))?:/.exec(text);
    if (match === null) continue;
    const [prefix, index, part = 0, count = 1] = match;
    const record = records.get(Number(index)) ?? { count: Number(count), texts: new Map() };
    record.texts.set(Number(part), text.slice(prefix.length));
    records.set(Number(index), record);
  }
  return [...records].sort(([a], [b]) => a - b).flatMap(([, parts]) => decode(parts) ?? []);
}

/** Decodes the value of a record, in a list so that null is a value too; `undefined` if a part is missing or damaged. */
function decode({ count, texts }: Parts): [Json] | undefined {
  const parts = [...texts.keys()].sort((a, b) => a - b);
  if (parts.length !== count || parts.some((part, i) => part !== i)) return undefined;
  try {
    return [clone(JSON.parse(parts.map((part) => texts.get(part)).join('')) as Json)];
  } catch {
    return undefined;
  }
}
