import { parse, type Info } from 'csv-parse/sync';
import { createValidator } from '../../documents/validate.ts';
import { step, type Mistake } from '../../documents/mistake.ts';
import type { ReadJson } from '../../documents/readJson.ts';
import type { Json, JsonObject } from '../../scim/json.ts';
import type { TemplateVariables } from './values.ts';

/** A realm of a fleet that shares a template with others. */
export interface Tenant {
  readonly realm: string;
  readonly variables: TemplateVariables;
  /** Values that replace those of the template, by JSON pointer. */
  readonly overrides: ReadonlyMap<string, Json>;
  /** Where the tenant stands, for mistakes. */
  readonly file: string;
  readonly line: number;
  readonly pointer: string;
}

/** The tenants of a fleet, and the mistakes in the list of them. */
export interface Tenants {
  readonly tenants: readonly Tenant[];
  readonly mistakes: readonly Mistake[];
}

/** Reads a cell as JSON, or else as the text that it is. */
function cellValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** One row of a CSV file, by column. */
interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: Info;
}

function csvTenant({ record, info }: Row, file: string): Tenant {
  const cells = Object.entries(record).filter(([, text]) => text !== '');
  const isPointer = ([name]: readonly [string, string]): boolean => name.startsWith('/');
  return {
    realm: record.realm ?? '',
    variables: Object.fromEntries(cells.filter((cell) => !isPointer(cell))),
    overrides: new Map(cells.filter(isPointer).map(([name, text]) => [name, cellValue(text)])),
    file,
    line: info.lines,
    pointer: '',
  };
}

/**
 * Reads tenants from CSV with a header: the column `realm`, columns named like variables of the template, and columns
 * named like JSON pointers, whose values replace those of the template. An empty cell stands for nothing.
 */
export function readCsvTenants(text: string, file: string): Tenants {
  const mistake = (line: number, code: Mistake['code'], sentence: string): Mistake => ({
    ...{ file, line, pointer: '', code, sentence },
  });
  let header: readonly string[] = [];
  let rows: readonly Row[];
  try {
    const columns = (names: string[]): string[] => {
      header = names;
      return names;
    };
    const options = { bom: true, columns, info: true, skip_empty_lines: true, trim: true } as const;
    rows = parse(text, options) as unknown as Row[];
  } catch (error) {
    const { message, lines = 1 } = error as Error & { readonly lines?: number };
    return { tenants: [], mistakes: [mistake(lines, 'wrongFormat', `This is not CSV: ${message}.`)] };
  }
  if (!header.includes('realm')) {
    return { tenants: [], mistakes: [mistake(1, 'missingMember', 'There is no column "realm".')] };
  }
  const repeated = new Set(header.filter((name, at) => header.indexOf(name) !== at));
  if (repeated.size > 0) {
    const mistakes = [...repeated].map((name) =>
      mistake(1, 'duplicate', `The column "${name}" is there twice.`),
    );
    return { tenants: [], mistakes };
  }
  const tenants = rows.map((row) => csvTenant(row, file));
  const nameless = tenants.filter(({ realm }) => realm === '');
  return {
    tenants: tenants.filter(({ realm }) => realm !== ''),
    mistakes: nameless.map(({ line }) => mistake(line, 'missingMember', 'The name of the realm is missing.')),
  };
}

const findMistakes = createValidator({
  type: 'array',
  maxItems: 10_000,
  items: {
    type: 'object',
    required: ['realm'],
    properties: { realm: { type: 'string', minLength: 1 }, override: { type: 'object' } },
  },
});

/** Lists the values of an override by JSON pointer, as deep as there are objects. */
function* valuesOf(value: Json, pointer = ''): Generator<[string, Json]> {
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    Object.keys(value).length === 0
  ) {
    yield [pointer, value];
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    yield* valuesOf(member, `${pointer}${step(name)}`);
  }
}

/** Reads tenants from JSON: a list of objects with `realm`, variables of the template, and `override`. */
export function readJsonTenants(
  list: unknown,
  { file, place }: Pick<ReadJson, 'file' | 'place'>,
  at = '',
): Tenants {
  const mistakes = findMistakes(list, { file, pointer: at });
  if (mistakes.length > 0) {
    return {
      tenants: [],
      mistakes: mistakes.map((mistake) => ({ ...mistake, line: place(mistake.pointer).line })),
    };
  }
  const tenants = (list as readonly JsonObject[]).map(({ override = {}, ...variables }, i): Tenant => {
    const pointer = `${at}/${i}`;
    return {
      realm: variables.realm as string,
      variables,
      overrides: new Map(Object.keys(override as JsonObject).length === 0 ? [] : valuesOf(override)),
      ...{ file, pointer, line: place(pointer).line },
    };
  });
  return { tenants, mistakes: [] };
}
