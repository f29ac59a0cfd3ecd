import type { Mistake } from '../../documents/mistake.ts';
import type { ReadJson } from '../../documents/readJson.ts';
import type { Json, JsonObject } from '../../scim/json.ts';
import type { RealmDocument } from './realmDocument.ts';
import type { Tenant } from './tenants.ts';
import { fillIn, type TemplateVariables } from './values.ts';

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

/** A copy of a document with another value at a pointer; objects on the way are made. */
function withValue(document: Json, [name, ...rest]: readonly string[], value: Json): Json {
  if (name === undefined) return value;
  if (Array.isArray(document)) {
    return document.map((element, at) => (String(at) === name ? withValue(element, rest, value) : element));
  }
  const members = typeof document === 'object' && document !== null ? document : {};
  const member = Object.hasOwn(members, name) ? (members[name] ?? {}) : {};
  return Object.fromEntries([...Object.entries(members), [name, withValue(member, rest, value)]]);
}

/** The value at a pointer; `undefined` if there is none. */
function valueAt(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const name of stepsOf(pointer)) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as JsonObject)[name]
        : undefined;
  }
  return value;
}

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
  const filled = fillIn({ realm, ...template }, variables, file, onUse);
  let { value } = filled;
  for (const [pointer, replacement] of overrides) value = withValue(value, stepsOf(pointer), replacement);

  function locate(mistake: Mistake): Mistake {
    if (mistake.file !== file) return mistake;
    const { pointer } = mistake;
    const overridden = [...overrides.keys()].find(
      (name) => pointer === name || pointer.startsWith(`${name}/`),
    );
    const written = valueAt({ realm: '${realm}', ...template }, pointer);
    const isOfTenant = typeof written === 'string' && written.includes('${') && mistake.code !== 'missing';
    if (overridden !== undefined || isOfTenant) {
      const { file: tenantsFile, line } = tenant;
      return { ...mistake, file: tenantsFile, line, pointer };
    }
    const place = `${root}${pointer}`;
    return { ...mistake, file: source.file, line: source.place(place).line, pointer: place };
  }

  return { value, file, mistakes: filled.mistakes, locate };
}
