/** The versions of a document, or of a place in it: when somebody began, what others made of it since, and what they did. */
export interface Versions<T = unknown> {
  readonly base: T;
  readonly theirs: T;
  readonly mine: T;
}

/** A place where the versions differ; a value is `undefined` where a version has none. */
export interface Place extends Versions {
  /** The names on the way: members, and elements of lists in brackets. */
  readonly path: string;
  /** Who has changed it; both have made something else of it. */
  readonly changedBy: 'theirs' | 'mine' | 'both';
}

/** Which version is taken at a place that both have changed. */
export type Choices = Readonly<Record<string, 'theirs' | 'mine' | undefined>>;

/** What comes of a merge. */
interface Merged {
  readonly value: unknown;
  readonly places: readonly Place[];
}

/** The parts of a value by their names. */
type Parts = ReadonlyMap<string, unknown>;

/** How the versions of a value are compared part by part. */
interface Division extends Versions<Parts> {
  /** The names of all parts, in the order that the merged value has them. */
  readonly names: readonly string[];
  readonly pathOf: (path: string, name: string) => string;
  readonly assemble: (parts: readonly (readonly [string, unknown])[]) => unknown;
}

/** The members by which elements of lists are known: rows of the mapping, issuers, and roles of groups. */
const NAMING = ['scim', 'name', 'group'] as const;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values of JSON are the same, whatever the order of members. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((element, at) => isSame(element, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

/** The name of an element of a list; a text is its own. */
function nameOf(element: unknown): string | undefined {
  if (!isObject(element)) return typeof element === 'string' ? element : undefined;
  return NAMING.map((member) => element[member]).find((name) => typeof name === 'string');
}

/** The elements of a list by their names; `undefined` if it is no list, or one of them has no name of its own. */
function elementsOf(list: unknown): Parts | undefined {
  if (!Array.isArray(list)) return undefined;
  const elements = new Map(list.map((element: unknown) => [nameOf(element) ?? '', element]));
  return elements.size === list.length && !elements.has('') ? elements : undefined;
}

const membersOf = (value: unknown): Parts | undefined =>
  isObject(value) ? new Map(Object.entries(value)) : undefined;

/** Adds names to others, each after the one that it follows. */
function inserted(names: readonly string[], others: readonly string[]): readonly string[] {
  const result = [...names];
  others.forEach((name, at) => {
    if (!result.includes(name))
      result.splice(at === 0 ? 0 : result.indexOf(others[at - 1] ?? '') + 1, 0, name);
  });
  return result;
}

/** The order of the merged list; `undefined` if both have put what they share into another order. */
function mergedOrder({ base, theirs, mine }: Versions<Parts>): readonly string[] | undefined {
  const isShared = (name: string): boolean => base.has(name) && theirs.has(name) && mine.has(name);
  const sharedIn = (parts: Parts): string => JSON.stringify([...parts.keys()].filter(isShared));
  const [order, theirOrder, myOrder] = [base, theirs, mine].map(sharedIn);
  const [theirNames, myNames] = [[...theirs.keys()], [...mine.keys()]];
  if (myOrder === order || myOrder === theirOrder) return inserted(theirNames, myNames);
  return theirOrder === order ? inserted(myNames, theirNames) : undefined;
}

/** Divides the versions of a value into parts of one kind. */
function partsOf(
  { base, theirs, mine }: Versions,
  read: (value: unknown) => Parts | undefined,
): Versions<Parts> | undefined {
  const parts = { base: base === undefined ? new Map() : read(base), theirs: read(theirs), mine: read(mine) };
  return Object.values(parts).includes(undefined) ? undefined : (parts as Versions<Parts>);
}

/** Divides the versions of a value; `undefined` if they can only be taken as a whole. */
function divide(versions: Versions): Division | undefined {
  const members = partsOf(versions, membersOf);
  if (members !== undefined) {
    return {
      ...members,
      names: [...new Set([...members.theirs.keys(), ...members.mine.keys()])],
      pathOf: (path, name) => (path === '' ? name : `${path}.${name}`),
      assemble: (parts) => Object.fromEntries(parts),
    };
  }
  const elements = partsOf(versions, elementsOf);
  const names = elements === undefined ? undefined : mergedOrder(elements);
  return elements === undefined || names === undefined
    ? undefined
    : {
        ...elements,
        names,
        pathOf: (path, name) => `${path}[${name}]`,
        assemble: (parts) => parts.map(([, element]) => element),
      };
}

function mergeAt(path: string, versions: Versions, choices: Choices): Merged {
  const { base, theirs, mine } = versions;
  if (isSame(theirs, mine)) return { value: theirs, places: [] };
  const division = divide(versions);
  if (division !== undefined) {
    const parts = division.names.map((name) => {
      const [before, others, own] = [division.base, division.theirs, division.mine].map((one) =>
        one.get(name),
      );
      const merged = mergeAt(
        division.pathOf(path, name),
        { base: before, theirs: others, mine: own },
        choices,
      );
      return { name, ...merged };
    });
    return {
      value: division.assemble(
        parts.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
      ),
      places: parts.flatMap(({ places }) => places),
    };
  }
  const byOne = isSame(mine, base) ? 'theirs' : 'mine';
  const changedBy = byOne === 'mine' && !isSame(theirs, base) ? 'both' : byOne;
  const taken = changedBy === 'both' ? (choices[path] ?? 'mine') : changedBy;
  return { value: taken === 'mine' ? mine : theirs, places: [{ path, base, theirs, mine, changedBy }] };
}

/**
 * Merges what two people made of a document: what only one of them has changed is taken from that one; where both have,
 * it is chosen, by default mine.
 */
export function merge<T>(
  versions: Versions<T>,
  choices: Choices = {},
): { readonly merged: T; readonly places: readonly Place[] } {
  const { value, places } = mergeAt('', versions, choices);
  return { merged: value as T, places };
}
