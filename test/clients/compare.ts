import type { Value } from './sequence.ts';

const show = (value: Value | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const isObject = (value: Value | undefined): value is Record<string, Value> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const step = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** What is different from an expected part: one sentence for each place, by JSON pointer. */
export function mismatches(expected: Value, actual: Value | undefined, at = ''): string[] {
  if (isObject(expected)) {
    if (!isObject(actual)) return [`${at}: expected ${show(expected)}, got ${show(actual)}`];
    return Object.entries(expected).flatMap(([name, value]) =>
      mismatches(value, Object.hasOwn(actual, name) ? actual[name] : undefined, at + step(name)),
    );
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((value, i) => mismatches(value, actual[i], `${at}/${i}`));
  }
  if (Array.isArray(expected) && expected.length === 0 && Array.isArray(actual) && actual.length === 0)
    return [];
  return expected === actual ? [] : [`${at}: expected ${show(expected)}, got ${show(actual)}`];
}

/** The names on the way of a JSON pointer. */
export function pointerNames(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a JSON pointer (RFC 6901); `undefined` when there is none. */
export function valueAt(value: Value | undefined, pointer: string): Value | undefined {
  return pointerNames(pointer).reduce<Value | undefined>((held, name) => {
    if (Array.isArray(held)) return held[Number(name)];
    return isObject(held) && Object.hasOwn(held, name) ? held[name] : undefined;
  }, value);
}
