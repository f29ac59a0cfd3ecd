import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { findExcess } from '../../documents/bounds.ts';
import { DocumentError, step, type Mistake } from '../../documents/mistake.ts';
import { readJson, type ReadJson } from '../../documents/readJson.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../../scim/json.ts';
import type { Variables } from '../environment.ts';
import {
  documentOfFile,
  documentOfTenant,
  type FleetRealm,
  type Template,
  type UnresolvedDocument,
} from './fleetRealm.ts';
import { readAtMost } from './readBytes.ts';
import { readRealmDocument } from './realmDocument.ts';
import { readCsvTenants, readJsonTenants, type Tenant, type Tenants } from './tenants.ts';
import { resolveValues } from './values.ts';
import { mistakeWithoutSecrets } from './withoutSecrets.ts';

/** The realms that documents describe, and the mistakes in the documents; a realm with a mistake is left out. */
export interface Fleet {
  readonly realms: readonly FleetRealm[];
  readonly mistakes: readonly Mistake[];
}

/** The largest file that is read, in bytes: a list of ten thousand tenants has one or two million. */
const MAX_FILE = 8 * 1024 * 1024;

/** A file that was read as text. */
interface TextFile {
  /** As it is shown: the path from the current folder. */
  readonly file: string;
  readonly folder: string;
  readonly text: string;
}

const nameOf = (file: string): string => path.relative(process.cwd(), path.resolve(file)) || '.';

/** Reads a file; throws a `DocumentError` if that fails. */
async function readText(file: string): Promise<TextFile> {
  const fail = (sentence: string): never => {
    throw new DocumentError([{ file: nameOf(file), pointer: '', code: 'notJson', sentence }]);
  };
  try {
    const bytes = await readAtMost(file, MAX_FILE);
    if (bytes === undefined) return fail(`The file has more than ${MAX_FILE} bytes.`);
    return { file: nameOf(file), folder: path.dirname(path.resolve(file)), text: bytes.toString('utf8') };
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    return fail(`The file cannot be read: ${(error as Error).message}.`);
  }
}

/** A file as JSON, with the folder from which the paths in it start. */
interface JsonFile extends ReadJson {
  readonly folder: string;
}

async function readJsonFile(file: string): Promise<JsonFile> {
  const { file: name, folder, text } = await readText(file);
  return { ...readJson(text, name), folder };
}

/** What makes a file a fleet: a template that several realms share. */
interface FleetFile {
  readonly template: Json;
  readonly tenants: Json;
}

const isFleetFile = (value: unknown): value is FleetFile & JsonObject =>
  isObject(value as Json) && ('template' in (value as object) || 'tenants' in (value as object));

const withLine = (mistake: Mistake, { place }: Pick<ReadJson, 'place'>): Mistake => ({
  ...mistake,
  line: place(mistake.pointer).line,
});

/** Reads the template of a fleet file, from the file itself or from the one that it names. */
async function readTemplate({ value, file, folder, place }: JsonFile): Promise<Template> {
  const { template } = value as FleetFile;
  const source =
    typeof template === 'string' ? await readJsonFile(path.resolve(folder, template)) : undefined;
  if (source !== undefined && source.mistakes.length > 0) throw new DocumentError(source.mistakes);
  const content = source === undefined ? template : (source.value as Json);
  const at = source ?? { file, place };
  const pointer = source === undefined ? '/template' : '';
  if (!isObject(content)) {
    const sentence = 'The template is an object, or the name of a file with one.';
    throw new DocumentError([withLine({ file: at.file, pointer, code: 'wrongType', sentence }, at)]);
  }
  return { value: content, source: at, pointer };
}

/** Reads the tenants of a fleet file, from the file itself or from the CSV or JSON file that it names. */
async function readTenants({ value, file, folder, place }: JsonFile): Promise<Tenants> {
  const { tenants } = value as FleetFile;
  if (typeof tenants !== 'string') return readJsonTenants(tenants, { file, place }, '/tenants');
  const listFile = path.resolve(folder, tenants);
  if (/\.csv$/i.test(tenants)) {
    const { text, file: name } = await readText(listFile);
    return readCsvTenants(text, name);
  }
  const list = await readJsonFile(listFile);
  return list.mistakes.length > 0
    ? { tenants: [], mistakes: list.mistakes }
    : readJsonTenants(list.value, list);
}

/** A document with the folder from which its `file:` values start. */
interface FoundDocument {
  readonly document: UnresolvedDocument;
  readonly folder: string;
}

interface FoundDocuments {
  readonly documents: readonly FoundDocument[];
  readonly mistakes: readonly Mistake[];
}

/** Members of a fleet file that have no meaning. */
const unknownMembers = ({ value, file, place }: JsonFile): Mistake[] =>
  Object.keys(value as JsonObject)
    .filter((name) => !['$schema', 'template', 'tenants'].includes(name))
    .map((name) => {
      const sentence = `There is no member "${name}": a fleet has "template" and "tenants".`;
      return withLine({ file, pointer: step(name), code: 'unknownMember', sentence }, { place });
    });

/** Variables of tenants that the template does not have; each is located where it stands first. */
function unusedVariables(tenants: readonly Tenant[], used: ReadonlySet<string>): Mistake[] {
  const firsts = new Map<string, Tenant>();
  for (const tenant of tenants) {
    for (const name of Object.keys(tenant.variables)) {
      if (!used.has(name) && !firsts.has(name)) firsts.set(name, tenant);
    }
  }
  return [...firsts].map(([name, { file, line, pointer }]): Mistake => {
    const sentence = `The template has no variable "${name}", so these values would have no effect.`;
    // The columns of CSV are named in its first line.
    return { file, line: pointer === '' ? 1 : line, pointer, code: 'unknownMember', sentence };
  });
}

/** The documents of the tenants of a fleet file. */
async function readFleetFile(fleet: JsonFile): Promise<FoundDocuments> {
  const template = await readTemplate(fleet);
  const { tenants, mistakes } = await readTenants(fleet);
  const used = new Set(['realm']);
  const documents = tenants.map((tenant) =>
    documentOfTenant(template, tenant, (name) => {
      used.add(name);
    }),
  );
  return {
    documents: documents.map((document) => ({ document, folder: fleet.folder })),
    mistakes: [...unknownMembers(fleet), ...mistakes, ...unusedVariables(tenants, used)],
  };
}

/** The documents in one file. */
async function readDocuments(json: JsonFile): Promise<FoundDocuments> {
  if (json.mistakes.length > 0) return { documents: [], mistakes: json.mistakes };
  if (isFleetFile(json.value)) return readFleetFile(json);
  return { documents: [{ document: documentOfFile(json), folder: json.folder }], mistakes: [] };
}

/** The names of the files that fleet files use, which are no documents of their own. */
function partsOfFleets(files: readonly JsonFile[]): ReadonlySet<string> {
  const names = files.flatMap(({ value, folder }) =>
    isFleetFile(value)
      ? [value.template, value.tenants]
          .filter((name) => typeof name === 'string')
          .map((name) => path.resolve(folder, name))
      : [],
  );
  return new Set(names);
}

/** The JSON files at a path: the file itself, or every one in the folder except schemas. */
async function filesAt(location: string): Promise<readonly string[]> {
  const isFolder = (await stat(location).catch(() => undefined))?.isDirectory() ?? false;
  if (!isFolder) return [location];
  const fail = (sentence: string): never => {
    throw new DocumentError([{ file: nameOf(location), pointer: '', code: 'missing', sentence }]);
  };
  const entries = await readdir(location).catch((error: unknown) =>
    fail(`The folder cannot be read: ${(error as Error).message}.`),
  );
  const names = entries.filter((name) => /(?<!\.schema)\.jsonc?$/i.test(name)).sort();
  if (names.length === 0) return fail('The folder has no JSON file.');
  return names.map((name) => path.join(location, name));
}

/** Runs work and collects its mistakes. */
async function collect<T>(mistakes: Mistake[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    mistakes.push(...error.mistakes);
    return undefined;
  }
}

/** Reads one document's values and checks its shape. */
async function resolveRealm({ document, folder }: FoundDocument, variables: Variables): Promise<FleetRealm> {
  const { file, locate } = document;
  if (document.mistakes.length > 0) throw new DocumentError(document.mistakes.map(locate));
  const excess = findExcess(document.value, { file, pointer: '' });
  if (excess !== undefined) throw new DocumentError([locate(excess)]);
  const { value, secrets, mistakes } = await resolveValues(document.value, file, { variables, folder });
  try {
    const realmDocument = readRealmDocument(value, file);
    if (mistakes.length > 0) throw new DocumentError(mistakes);
    const digest = createHash('sha256').update(canonicalJson(document.value)).digest('hex');
    return { realm: realmDocument.realm, document: realmDocument, file, digest, secrets, locate };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new DocumentError(
      [...mistakes, ...error.mistakes].map((mistake) => mistakeWithoutSecrets(locate(mistake), secrets)),
    );
  }
}

/** Realms that several documents describe: which of them counts would be chance. */
function repeatedRealms(realms: readonly FleetRealm[]): Mistake[] {
  const files = new Map<string, string>();
  return realms.flatMap(({ realm, file, locate }): Mistake[] => {
    const first = files.get(realm);
    files.set(realm, first ?? file);
    if (first === undefined) return [];
    const sentence = `Realm "${realm}" is described twice; the other document is ${first}.`;
    return [locate({ file, pointer: '/realm', code: 'duplicate', sentence })];
  });
}

/** Reads the documents at paths: files of single realms, fleets of a template and tenants, and folders of both. */
export async function readFleet(locations: readonly string[], variables: Variables): Promise<Fleet> {
  const mistakes: Mistake[] = [];
  const paths = (
    await Promise.all(locations.map((location) => collect(mistakes, () => filesAt(location))))
  ).flatMap((found) => found ?? []);
  const files: JsonFile[] = [];
  for (const file of new Set(paths.map((name) => path.resolve(name)))) {
    const json = await collect(mistakes, () => readJsonFile(file));
    if (json !== undefined) files.push(json);
  }
  const parts = partsOfFleets(files);
  const realms: FleetRealm[] = [];
  for (const json of files) {
    if (parts.has(path.resolve(json.file))) continue;
    const found = await collect(mistakes, () => readDocuments(json));
    mistakes.push(...(found?.mistakes ?? []));
    for (const document of found?.documents ?? []) {
      const realm = await collect(mistakes, () => resolveRealm(document, variables));
      if (realm !== undefined) realms.push(realm);
    }
  }
  mistakes.push(...repeatedRealms(realms));
  return { realms, mistakes };
}
