import type { Random } from '../support/random.ts';
import { hostileLength, hostileText } from './texts.ts';

const SCALARS = ['null', 'true', '0', '-0', '1e308', '1e999', '-1', '9007199254740993', '""', '[]', '{}'];

const ELEMENTS: readonly ((index: number) => string)[] = [
  () => 'null',
  () => '1',
  (index) => `"a${index}"`,
  (index) => `{"value":"a${index}@example.test"}`,
  (index) => `{"value":"a${index}@example.test","type":"work","primary":true}`,
  (index) => `{"op":"add","path":"emails","value":[{"value":"a${index}@example.test"}]}`,
  (index) => `{"op":"replace","path":"emails[value eq \\"a${index}\\"].type","value":"home"}`,
  (index) => `{"op":"remove","path":"emails[type eq \\"a${index}\\"]"}`,
  (index) => `{"op":"replace","value":{"title":"a${index}"}}`,
];

const repeated = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(',');

/** JSON text of about so many characters at most. */
function hostileJson(random: Random, most: number): string {
  const length = hostileLength(random, most);
  switch (random.below(6)) {
    case 0:
      return random.pick(SCALARS);
    case 1: {
      const [open, close] = random.pick([
        ['[', ']'],
        ['{"a":', '}'],
        ['{"value":[', ']}'],
      ] as const);
      const depth = Math.ceil(length / (open.length + close.length));
      return `${open.repeat(depth)}1${close.repeat(depth)}`;
    }
    case 2: {
      const element = random.pick(ELEMENTS);
      return `[${repeated(Math.ceil(length / element(0).length), element)}]`;
    }
    case 3: {
      const key = random.pick(['k', 'urn:a:', 'a.', 'userName', '__proto__']);
      return `{${repeated(Math.ceil(length / 12), (index) => `"${key}${index}":1`)}}`;
    }
    default:
      return JSON.stringify(hostileText(random, most));
  }
}

type Place = readonly [holder: Record<string, unknown>, name: string];

function places(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [[holder, name] as const, ...places(holder[name])]);
}

/** Stands where hostile JSON is put. */
const MARK = '@@here@@';

/** The text of a JSON message in which one value, one name, or one member more is hostile. */
export function mutated(random: Random, message: unknown, most: number): string {
  const copy = structuredClone(message);
  const found = places(copy);
  const [holder, name] = random.pick(found);
  const marked = random.below(6);
  if (marked === 0 && !Array.isArray(holder)) {
    holder[MARK] = holder[name];
    Reflect.deleteProperty(holder, name);
    return JSON.stringify(copy).replace(JSON.stringify(MARK), () =>
      JSON.stringify(hostileText(random, most)),
    );
  }
  if (marked === 1 && !Array.isArray(holder)) {
    // The same name twice, or a name of its own.
    const text = JSON.stringify(random.below(2) === 0 ? name : hostileText(random, Math.min(most, 3_000)));
    holder[MARK] = 0;
    return JSON.stringify(copy).replace(
      `${JSON.stringify(MARK)}:0`,
      () => `${text}:${hostileJson(random, most)}`,
    );
  }
  holder[name] = MARK;
  return JSON.stringify(copy).replace(JSON.stringify(MARK), () => hostileJson(random, most));
}
