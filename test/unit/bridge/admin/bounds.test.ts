import { Problem } from '../../../../bridge/admin/problem.ts';
import { message } from '../../../../documents/text.ts';
import { ADMIN_ROUTES } from '../../../../bridge/admin/routes/routes.ts';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
}

/** Whether a pattern itself says how long a text may be. */
const bounds = (pattern = ''): boolean =>
  pattern.startsWith('^') && pattern.endsWith('$') && !/[*+]/.test(pattern);

/** The places of a schema where a text or a list may be as long as it likes. */
function unbounded(schema: Schema, place: string): string[] {
  const { items, properties = {}, additionalProperties, propertyNames } = schema;
  const isText = schema.type === 'string' && schema.enum === undefined;
  const isMap = typeof additionalProperties === 'object';
  return [
    ...(isText && schema.maxLength === undefined && !bounds(schema.pattern) ? [place] : []),
    ...(schema.type === 'array' && schema.maxItems === undefined ? [place] : []),
    ...(isMap && (schema.maxProperties === undefined || propertyNames?.maxLength === undefined)
      ? [place]
      : []),
    ...(items === undefined ? [] : unbounded(items, `${place}/*`)),
    ...(isMap ? unbounded(additionalProperties, `${place}/*`) : []),
    ...Object.entries(properties).flatMap(([name, one]) => unbounded(one, `${place}/${name}`)),
  ];
}

describe('the input of the admin API', () => {
  it.each(ADMIN_ROUTES.map((route) => [route.operationId, route] as const))(
    'is bounded: %s',
    (_name, route) => {
      const { body = {}, query = [] } = route;
      const parameters = query.flatMap(({ name, schema }) => unbounded(schema, `?${name}`));
      expect([...unbounded(body, ''), ...parameters]).toEqual([]);
    },
  );
});

describe('a problem', () => {
  it('lists a hundred mistakes, cut, and counts the others', () => {
    const long = 'x'.repeat(100_000);
    const mistakes = Array.from({ length: 250 }, () => ({
      code: 'wrongType' as const,
      pointer: long,
      detail: long,
      hint: long,
      texts: [long, message('{long}', { long })],
    }));
    const problem = new Problem('malformed', long, { mistakes });
    expect(problem.mistakes).toHaveLength(101);
    expect(problem.mistakes.at(-1)).toMatchObject({ pointer: '', detail: 'There are 150 more mistakes.' });
    expect(JSON.stringify(problem.mistakes).length).toBeLessThan(520_000);
    expect(problem.message.length).toBeLessThan(1_100);
  });
});
