/** An attribute that a request wrote, as the client sent it. */
export interface SentAttribute {
  /** Its path, as far as the client named one. */
  readonly path: string;
  /** What a PATCH did to it; absent in a POST or PUT. */
  readonly operation?: string;
  /** The value as JSON; absent if none was sent. */
  readonly value?: string;
}

/** Maximum characters of a value. */
const MAX_VALUE = 300;

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What no identity provider writes: which schemas a message has, and what the bridge itself says of a resource. */
const NOT_WRITTEN = ['schemas', 'id', 'meta'];

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE)}…`;
}

/** The value of a member whose name is written in any case. */
const memberOf = (object: JsonObject, name: string): unknown =>
  Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];

/** The attributes in an object, those of an extension with its URN before them. */
const attributesOf = (object: JsonObject, prefix = ''): { path: string; value: unknown }[] =>
  Object.entries(object).flatMap(([key, value]) => {
    if (NOT_WRITTEN.includes(key)) return [];
    if (key.startsWith('urn:') && isObject(value)) return attributesOf(value, `${key}:`);
    return [{ path: `${prefix}${key}`, value }];
  });

const sent = (path: string, value: unknown, operation?: string): SentAttribute => {
  const text = textOf(value);
  return {
    path,
    ...(operation === undefined ? {} : { operation }),
    ...(text === undefined ? {} : { value: text }),
  };
};

/** Lists the attributes that a request wrote, by its body: that of a POST or PUT, or the operations of a PATCH. */
export function sentAttributes(body: unknown): readonly SentAttribute[] {
  if (!isObject(body)) return [];
  const operations = memberOf(body, 'operations');
  if (!Array.isArray(operations)) return attributesOf(body).map(({ path, value }) => sent(path, value));
  return operations.filter(isObject).flatMap((one) => {
    const op = memberOf(one, 'op');
    const operation = typeof op === 'string' ? op.toLowerCase() : '';
    const path = memberOf(one, 'path');
    const value = memberOf(one, 'value');
    if (typeof path === 'string' && path !== '') return [sent(path, value, operation)];
    return isObject(value)
      ? attributesOf(value).map((attribute) => sent(attribute.path, attribute.value, operation))
      : [];
  });
}
