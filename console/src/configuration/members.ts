/** Sections of the configuration that mean nothing when they are empty: they are left out then. */
const LEFT_OUT_WHEN_EMPTY: readonly string[] = ['onboarding', 'offboarding', 'groups', 'protection'];

type Parent = Readonly<Record<string, unknown>>;

const isParent = (value: unknown): value is Parent => typeof value === 'object' && value !== null;

/** The value at a path of names and indices, such as `groups.roles.0.group`; `undefined` if there is none. */
export const memberAt = (document: object, path: string): unknown =>
  path.split('.').reduce<unknown>((parent, name) => (isParent(parent) ? parent[name] : undefined), document);

function replaced(parent: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  const before = isParent(parent) ? parent : {};
  const member = rest.length === 0 ? value : replaced(before[name], rest, value);
  if (Array.isArray(parent)) {
    return (parent as readonly unknown[]).map((element, at) => (at === Number(name) ? member : element));
  }
  const { [name]: _gone, ...others } = before;
  if (member === undefined) return others;
  return name in before ? { ...before, [name]: member } : { ...others, [name]: member };
}

const isEmpty = (value: unknown): boolean => isParent(value) && Object.keys(value).length === 0;

/** A document with another value at a path; `undefined` leaves it out. */
export function withMember<T extends object>(document: T, path: string, value: unknown): T {
  const [section = '', ...rest] = path.split('.');
  const result = replaced(document, [section, ...rest], value) as T & Parent;
  return LEFT_OUT_WHEN_EMPTY.includes(section) && isEmpty(result[section])
    ? (replaced(result, [section], undefined) as T)
    : result;
}
