/** A user as a provider sends it. */
type SentUser = Readonly<Record<string, unknown>>;

/** Why a line of a list is no user. */
export interface ListMistake {
  readonly code: 'noColumn' | 'noUserName' | 'noJson' | 'repeated';
  /** The line, from 1. */
  readonly line: number;
  /** The earlier line that says the same, or what is wrong with the JSON. */
  readonly detail?: string;
}

/** The users of a list, each with its line; a list with mistakes may still have some. */
export interface UserList {
  readonly users: readonly { readonly line: number; readonly user: SentUser }[];
  readonly mistakes: readonly ListMistake[];
}

/** The names of columns that stand for an attribute, in lower case and without anything but letters. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  userName: ['username', 'userprincipalname', 'upn', 'login'],
  email: ['email', 'mail', 'emails', 'emailaddress', 'primaryemail'],
  externalId: ['externalid'],
  active: ['active', 'accountenabled', 'enabled', 'status'],
  givenName: ['givenname', 'firstname'],
  familyName: ['familyname', 'lastname', 'surname'],
};

/** What a list says of a user who is active. */
const ACTIVE = /^(true|yes|1|active|enabled)$/i;

const attributeOf = (header: string): string | undefined => {
  const folded = header.toLowerCase().replace(/[^a-z]/g, '');
  return Object.entries(COLUMNS).find(([, names]) => names.includes(folded))?.[0];
};

/** A line of CSV with its fields. */
interface CsvLine {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Reads CSV (RFC 4180); a field in quotes may have line breaks. */
function readCsv(text: string, separator: string): readonly CsvLine[] {
  const lines: CsvLine[] = [];
  let fields: string[] = [];
  let field = '';
  let isQuoted = false;
  let [line, first] = [1, 1];
  const endField = (): void => {
    fields.push(field.trim());
    field = '';
  };
  const endLine = (): void => {
    endField();
    if (fields.some((value) => value !== '')) lines.push({ line: first, fields });
    fields = [];
    first = line + 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (isQuoted && character === '"' && text[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === separator) endField();
    else if (!isQuoted && character === '\n') endLine();
    else if (character !== '\r') field += character;
    if (character === '\n') line += 1;
  }
  endLine();
  return lines;
}

/** The separator that the first line has most of. */
function separatorOf(text: string): string {
  const [header = ''] = text.split('\n', 1);
  const countOf = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, separator) =>
    countOf(separator) > countOf(best) ? separator : best,
  );
}

/** Makes a user of the fields of a line. */
function userOf(values: ReadonlyMap<string, string>): SentUser {
  const valueOf = (name: string): string => values.get(name) ?? '';
  const [email, externalId, active] = [valueOf('email'), valueOf('externalId'), valueOf('active')];
  const name = Object.fromEntries(
    ['givenName', 'familyName'].filter((part) => valueOf(part) !== '').map((part) => [part, valueOf(part)]),
  );
  return {
    userName: valueOf('userName'),
    ...(email === '' ? {} : { emails: [{ value: email, type: 'work', primary: true }] }),
    ...(externalId === '' ? {} : { externalId }),
    ...(active === '' ? {} : { active: ACTIVE.test(active) }),
    ...(Object.keys(name).length === 0 ? {} : { name }),
  };
}

function fromCsv(text: string): UserList {
  const [header, ...lines] = readCsv(text, separatorOf(text));
  const columns = header?.fields.map(attributeOf) ?? [];
  if (!columns.includes('userName')) return { users: [], mistakes: [{ code: 'noColumn', line: 1 }] };
  const users = lines.map(({ line, fields }) => {
    const values = columns.flatMap((name, at) =>
      name === undefined ? [] : [[name, fields[at] ?? ''] as const],
    );
    return { line, user: userOf(new Map(values)) };
  });
  return { users, mistakes: [] };
}

const isObject = (value: unknown): value is SentUser =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The users in a JSON document: a list of them, or an answer with `Resources`; `undefined` if it has another shape. */
function usersIn(document: unknown): readonly unknown[] | undefined {
  if (Array.isArray(document)) return document as readonly unknown[];
  if (isObject(document) && Array.isArray(document.Resources))
    return document.Resources as readonly unknown[];
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads JSON: one document with all users, or a user in each line. */
function fromJson(text: string): UserList {
  const whole = usersIn(parsed(text));
  if (whole !== undefined) {
    const users = whole.filter(isObject).map((user, at) => ({ line: at + 1, user }));
    return { users, mistakes: [] };
  }
  const lines = text.split('\n').map((line, at) => ({ line: at + 1, text: line.trim() }));
  const read = lines
    .filter((line) => line.text !== '')
    .map(({ line, text: json }) => ({ line, user: parsed(json) }));
  return {
    users: read.flatMap(({ line, user }) => (isObject(user) ? [{ line, user }] : [])),
    mistakes: read.flatMap(({ line, user }) => (isObject(user) ? [] : [{ code: 'noJson' as const, line }])),
  };
}

const userNameOf = ({ userName }: SentUser): string => (typeof userName === 'string' ? userName : '');

/** The lines without a user name, and those that repeat the one of an earlier line. */
function mistakesIn(users: UserList['users']): readonly ListMistake[] {
  const lineByName = new Map<string, number>();
  return users.flatMap(({ line, user }): readonly ListMistake[] => {
    const name = userNameOf(user).toLowerCase();
    if (name === '') return [{ code: 'noUserName', line }];
    const earlier = lineByName.get(name);
    if (earlier !== undefined) return [{ code: 'repeated', line, detail: String(earlier) }];
    lineByName.set(name, line);
    return [];
  });
}

/** Reads the users in a text: CSV with a header, JSON lines, or a JSON document. */
export function readUserList(text: string): UserList {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') return { users: [], mistakes: [] };
  const list = /^[[{]/.test(trimmed) ? fromJson(trimmed) : fromCsv(trimmed);
  return { users: list.users, mistakes: [...list.mistakes, ...mistakesIn(list.users)] };
}
