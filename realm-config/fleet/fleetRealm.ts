import type { Mistake } from '../../documents/mistake.ts';
import type { ReadJson } from '../../documents/readJson.ts';
import type { Json, JsonObject } from '../../scim/json.ts';
import type { RealmDocument } from './realmDocument.ts';
import type { Tenant } from './tenants.ts';
import { fillIn, hasVariables, type TemplateVariables } from './values.ts';

/** A realm with what its document says. */
export interface FleetRealm {
  readonly realm: string;
  readonly document: RealmDocument;
  /** The document's name, for mistakes that are found later. */
  readonly file: string;
  /** A digest of the document as it was written, without the values that came from elsewhere. */
  readonly digest: string;
  /** Texts that are never shown: they came from variables of the environment or from files. */
  readonly secrets: readonly string[];
  /** Gives a mistake in the document its place in the file that the operator wrote. */
  readonly locate: (mistake: Mistake) => Mistake;
}

/** A document before its values are resolved, with the way back from its pointers to the files. */
export interface UnresolvedDocument {
  readonly value: Json;
  readonly file: string;
  readonly mistakes: readonly Mistake[];
  readonly locate: (mistake: Mistake) => Mistake;
}

/** A document of one realm, in a file of its own. */
export const documentOfFile = ({ file, value, mistakes, place }: ReadJson): UnresolvedDocument => ({
  value: value as Json,
  file,
  mistakes,
  locate: (mistake) =>
    mistake.file === file && mistake.line === undefined
      ? { ...mistake, line: place(mistake.pointer).line }
      : mistake,
});

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A copy of a document with another value at a pointer; objects on the way are made. `undefined` if a list has no such element. */
function withValue(document: Json, [name, ...rest]: readonly string[], value: Json): Json | undefined {
  if (name === undefined) return value;
  if (Array.isArray(document)) {
    const at = document.findIndex((_, index) => String(index) === name);
    const element = at === -1 ? undefined : withValue(document[at] ?? null, rest, value);
    return element === undefined ? undefined : document.with(at, element);
  }
  const members = typeof document === 'object' && document !== null ? document : {};
  const member = withValue(Object.hasOwn(members, name) ? (members[name] ?? {}) : {}, rest, value);
  return member === undefined ? undefined : Object.fromEntries([...Object.entries(members), [name, member]]);
}

/** The value at a pointer, or the text that stands for it and what is around it; `undefined` if there is neither. */
function valueAt(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const name of stepsOf(pointer)) {
    if (typeof value === 'string') return value;
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as JsonObject)[name]
        : undefined;
  }
  return value;
}

const isWithin = (pointer: string, around: string): boolean =>
  pointer === around || pointer.startsWith(`${around}/`);

const isContainer = (value: Json | undefined): boolean => typeof value === 'object' && value !== null;

/** A template with its text, and where the template begins in its file. */
export interface Template {
  readonly value: JsonObject;
  readonly source: Pick<ReadJson, 'file' | 'place'>;
  readonly pointer: string;
}

/** The document that a template and a tenant make. */
export function documentOfTenant(
  { value: template, source, pointer: root }: Template,
  tenant: Tenant,
  onUse: (name: string) => void,
): UnresolvedDocument {
  const { realm, overrides } = tenant;
  const file = `${source.file}, realm ${realm}`;
  const variables: TemplateVariables = { ...tenant.variables, realm };
  const written: JsonObject = { realm: '${realm}', ...template };
  const filled = fillIn(written, variables, file, onUse);
  const mistakes = filled.mistakes.filter(
    ({ pointer }) => ![...overrides.keys()].some((name) => isWithin(pointer, name)),
  );
  let { value } = filled;
  for (const [pointer, replacement] of overrides) {
    const replaced = withValue(value, stepsOf(pointer), replacement);
    if (replaced === undefined) {
      const sentence = 'The template has no such element, so this value would have no effect.';
      mistakes.push({ file, pointer, code: 'unknownMember', sentence });
    } else value = replaced;
  }

  function locate(mistake: Mistake): Mistake {
    if (mistake.file !== file) return mistake;
    const { pointer } = mistake;
    const text = valueAt(written, pointer);
    const isOverridden = [...overrides.keys()].some(
      (name) => isWithin(pointer, name) || (isWithin(name, pointer) && !isContainer(text)),
    );
    const isOfTenant = typeof text === 'string' && hasVariables(text) && mistake.code !== 'missing';
    if (isOverridden || isOfTenant) {
      const { file: tenantsFile, line } = tenant;
      return { ...mistake, file: tenantsFile, line, pointer };
    }
    const place = `${root}${pointer}`;
    return { ...mistake, file: source.file, line: source.place(place).line, pointer: place };
  }

  return { value, file, mistakes, locate };
}
