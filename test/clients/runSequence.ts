import type { TestBridge, TestRealm } from '../support/fixtures/bridge.ts';
import type { Answer } from '../support/scim/send.ts';
import { mismatches, pointerNames, valueAt } from './compare.ts';
import type { Expectation, Holding, Request, Step, Value } from './sequence.ts';

/** What a sequence is played with; `vars` grows with what its steps save. */
export interface Stage {
  readonly bridge: TestBridge;
  readonly realm: TestRealm;
  readonly vars: Map<string, Value>;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

function variable(name: string, vars: Stage['vars']): Value {
  const value = vars.get(name);
  if (value === undefined)
    throw new Error(`there is no variable \${${name}}; has the step that saves it failed?`);
  return value;
}

function fillText(text: string, vars: Stage['vars']): string {
  return text.replace(/\$\{(\w+)\}/g, (_match, name: string) => {
    const value = variable(name, vars);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

/** Puts variables into every text of a value; a text that is nothing but a variable takes its value as it is. */
export function fill(value: Value, vars: Stage['vars']): Value {
  if (typeof value === 'string') {
    const whole = /^\$\{(\w+)\}$/.exec(value)?.[1];
    return whole === undefined ? fillText(value, vars) : variable(whole, vars);
  }
  if (Array.isArray(value)) return value.map((element) => fill(element, vars));
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).map(([name, member]): [string, Value] => [
    fillText(name, vars),
    fill(member, vars),
  ]);
  return Object.fromEntries(members);
}

function edit({ saved, set = {}, remove = [] }: NonNullable<Request['edited']>, vars: Stage['vars']): Value {
  const body = structuredClone(variable(saved, vars));
  const holderOf = (pointer: string): [Record<string, Value>, string] => {
    const names = pointerNames(pointer);
    const holder = valueAt(body, pointer.slice(0, pointer.lastIndexOf('/')));
    if (typeof holder !== 'object' || holder === null) throw new Error(`nothing to edit at ${pointer}`);
    return [holder as Record<string, Value>, names.at(-1) ?? ''];
  };
  for (const [pointer, value] of Object.entries(set)) {
    const [holder, name] = holderOf(pointer);
    holder[name] = value;
  }
  for (const pointer of remove) {
    const [holder, name] = holderOf(pointer);
    Reflect.deleteProperty(holder, name);
  }
  return body;
}

function checkAnswer(expected: Expectation, answer: Answer): string[] {
  const { status, headers = {}, body, bodyMatches = {}, absent = [], empty } = expected;
  const actual = answer.body as Value | undefined;
  const statuses = typeof status === 'number' ? [status] : status;
  return [
    ...(statuses.includes(answer.status)
      ? []
      : [`status: expected ${statuses.join(' or ')}, got ${answer.status}`]),
    ...Object.entries(headers)
      .filter(([name, value]) => answer.headers.get(name) !== value)
      .map(
        ([name, value]) =>
          `header ${name}: expected ${String(value)}, got ${String(answer.headers.get(name))}`,
      ),
    ...(body === undefined ? [] : mismatches(body, actual)),
    ...Object.entries(bodyMatches).flatMap(([pointer, pattern]) => {
      const text = JSON.stringify(valueAt(actual, pointer)) as string | undefined;
      return text !== undefined && new RegExp(pattern, 'u').test(text)
        ? []
        : [`${pointer}: expected to match /${pattern}/, got ${text ?? 'nothing'}`];
    }),
    ...absent
      .filter((pointer) => valueAt(actual, pointer) !== undefined)
      .map((pointer) => `${pointer}: expected to be absent, got ${JSON.stringify(valueAt(actual, pointer))}`),
    ...(empty === true && actual !== undefined ? [`body: expected none, got ${JSON.stringify(actual)}`] : []),
    ...everyAnswer(answer),
  ];
}

const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** What holds of every answer, whatever the step: the media type, and the shape of errors. */
function everyAnswer({ status, headers, body }: Answer): string[] {
  const found: string[] = [];
  const type = headers.get('content-type');
  if (body !== undefined && type !== 'application/scim+json; charset=utf-8') {
    found.push(`Content-Type: expected application/scim+json; charset=utf-8, got ${String(type)}`);
  }
  if (status >= 400) {
    found.push(...mismatches({ schemas: [ERROR_URN], status: String(status) }, body as Value));
    const { detail } = (body ?? {}) as { detail?: unknown };
    if (typeof detail !== 'string' || detail === '') found.push('an error needs a detail');
  }
  return found;
}

/** What is wrong with what Keycloak holds of a user or a group. */
function checkHeld(what: string, expected: Holding, held: Value | undefined): string[] {
  const { holds, absent = [], gone } = expected;
  if (gone === true) return held === undefined ? [] : [`expected no ${what}, got ${JSON.stringify(held)}`];
  if (held === undefined) return [`there is no ${what}`];
  return [
    ...(holds === undefined ? [] : mismatches(holds, held)),
    ...absent
      .filter((pointer) => valueAt(held, pointer) !== undefined)
      .map((pointer) => `${pointer}: expected to be absent, got ${JSON.stringify(valueAt(held, pointer))}`),
  ];
}

async function checkUser(name: string, expected: Holding, { bridge, realm }: Stage): Promise<string[]> {
  const { users } = bridge.admin;
  const at = { realm: realm.name };
  const found = UUID.test(name)
    ? await users.findOne({ ...at, id: name })
    : (await users.find({ ...at, username: name, exact: true, briefRepresentation: false }))[0];
  const user = found ?? undefined;
  const differences = checkHeld(`user ${name}`, expected, user as Value | undefined);
  const { hasPassword } = expected;
  if (hasPassword === undefined || user === undefined) return differences;
  const credentials = await users.getCredentials({ ...at, id: String(user.id) });
  const has = credentials.some(({ type }) => type === 'password');
  return has === hasPassword
    ? differences
    : [...differences, `password: expected ${String(hasPassword)}, got ${String(has)}`];
}

async function checkGroup(name: string, expected: Holding, { bridge, realm }: Stage): Promise<string[]> {
  const { groups } = bridge.admin;
  const at = { realm: realm.name };
  const search = { search: name, exact: true, populateHierarchy: false, briefRepresentation: false };
  const found = UUID.test(name)
    ? await groups.findOne({ ...at, id: name })
    : (await groups.find({ ...at, ...search, max: 10 })).find((group) => group.name === name);
  const group = found ?? undefined;
  const differences = checkHeld(`group ${name}`, expected, group as Value | undefined);
  const { members } = expected;
  if (members === undefined || group === undefined) return differences;
  const held = await groups.listMembers({ ...at, id: String(group.id), max: 5_000 });
  const actual = held.map(({ username = '' }) => username).sort();
  return [...differences, ...mismatches([...members].sort(), actual, '/members')];
}

async function checkKeycloak(expected: Holding, stage: Stage): Promise<string[]> {
  const { user, group } = expected;
  const differences =
    group === undefined
      ? await checkUser(user ?? '', expected, stage)
      : await checkGroup(group, expected, stage);
  return differences.map((difference) => `Keycloak: ${difference}`);
}

async function request(
  step: Step & { request: Request; expect: Expectation },
  stage: Stage,
): Promise<string[]> {
  const { vars, realm } = stage;
  const { method, path, headers, body, edited } = fill(
    step.request as unknown as Value,
    vars,
  ) as unknown as Request;
  const start = performance.now();
  const answer = await realm.scim(method, path, edited === undefined ? body : edit(edited, vars), {
    ...headers,
  });
  const milliseconds = Math.round(performance.now() - start);
  for (const [name, pointer] of Object.entries(step.save ?? {})) {
    const value = valueAt(answer.body as Value, pointer);
    if (value !== undefined) vars.set(name, value);
  }
  const expected = fill(step.expect as unknown as Value, vars) as unknown as Expectation;
  const { withinMilliseconds = Infinity } = expected;
  if (milliseconds > withinMilliseconds) {
    process.stderr.write(
      `note: "${step.name}" took ${milliseconds} ms, the client wants ${withinMilliseconds} ms\n`,
    );
  }
  const differences = checkAnswer(expected, answer);
  return differences.length === 0
    ? []
    : [
        ...differences,
        `after ${method} ${path}, answered ${answer.status} ${(JSON.stringify(answer.body) as string | undefined) ?? ''}`,
      ];
}

/** Plays one step; throws an error that says file, step, what was expected and what came. */
export async function runSequence(file: string, step: Step, stage: Stage): Promise<void> {
  const say = (lines: readonly string[]): string => [`${file}, step "${step.name}":`, ...lines].join('\n  ');
  let differences: string[];
  try {
    differences =
      step.request === undefined ? [] : await request(step as Parameters<typeof request>[0], stage);
    for (const holding of step.keycloak === undefined ? [] : [step.keycloak].flat()) {
      const expected = fill(holding as unknown as Value, stage.vars) as unknown as Holding;
      differences.push(...(await checkKeycloak(expected, stage)));
    }
  } catch (error) {
    throw new Error(say([(error as Error).message]), { cause: error });
  }
  if (differences.length > 0) throw new Error(say(differences));
}
