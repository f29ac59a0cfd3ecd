import { createValidator } from '../../documents/validate.ts';
import { DocumentError, type Mistake, type Place } from '../../documents/mistake.ts';
import { isObject, type Json, type JsonObject } from '../../scim/json.ts';
import type { Declared, Ensure } from '../../bridge/enablement/request/declared.ts';
import { readMoment } from '../model/durations.ts';
import { REALM_SCHEMA } from './realmSchema.ts';

/** A static token as a document declares it. */
interface TokenInDocument {
  readonly ensure?: Ensure;
  readonly label: string;
  readonly expires?: string;
  readonly readOnly?: boolean;
  readonly source?: string;
}

/** What a document says about one realm; see {@link REALM_SCHEMA}. */
export interface RealmDocument extends Declared {
  readonly realm: string;
  readonly ensure?: Ensure;
  readonly users?: 'keep' | 'disable';
  readonly create?: boolean;
  readonly enabled?: boolean;
  readonly profile?: string;
  readonly mapping?: JsonObject;
  readonly authentication?: JsonObject;
  readonly lifecycle?: JsonObject;
  readonly publicUrls?: readonly string[];
  readonly console?: boolean;
  readonly tokens?: readonly TokenInDocument[];
}

const findMistakes = createValidator(REALM_SCHEMA, { pointsAtUnknown: true });

/** A document without the rules that are `null`: that is how a rule is removed, and no rule has that shape. */
function withoutRemovedRules(document: unknown): unknown {
  if (!isObject(document as Json)) return document;
  const { lifecycle, ...others } = document as JsonObject;
  if (!isObject(lifecycle)) return document;
  const rules = Object.entries(lifecycle).filter(([, rule]) => rule !== null);
  return { ...others, lifecycle: Object.fromEntries(rules) };
}

/** Elements of a list that have the same name as an earlier one: which of them counts would be chance. */
function repeated(list: readonly object[] = [], member: string, place: Place): Mistake[] {
  const names = new Set<unknown>();
  return list.flatMap((element, at): Mistake[] => {
    const value = (element as Readonly<Record<string, unknown>>)[member];
    if (!names.has(value)) {
      names.add(value);
      return [];
    }
    const pointer = `${place.pointer}/${at}/${member}`;
    return [{ file: place.file, pointer, code: 'duplicate', sentence: `"${String(value)}" is there twice.` }];
  });
}

/** Tokens whose end is no point in time. */
const wrongEnds = ({ tokens = [] }: RealmDocument, file: string): Mistake[] =>
  tokens.flatMap(({ expires, ensure }, at): Mistake[] => {
    if (expires === undefined || ensure === 'absent') return [];
    try {
      readMoment('"expires"', expires);
      return [];
    } catch (error) {
      const pointer = `/tokens/${at}/expires`;
      return [{ file, pointer, code: 'wrongFormat', sentence: (error as Error).message }];
    }
  });

/** How Keycloak signs in to the mail server so that it keeps these members (contract/realm-setup). */
const KEPT_WITH: Readonly<Record<string, readonly string[]>> = {
  user: ['basic', 'token'],
  password: ['basic'],
  authTokenUrl: ['token'],
  authTokenScope: ['token'],
  authTokenClientId: ['token'],
  authTokenClientSecret: ['token'],
};

/** Members of the mail server that Keycloak would drop: the realm would never be as described. */
function droppedOfMailServer({ settings = {} }: RealmDocument, file: string): Mistake[] {
  const { smtpServer } = settings;
  if (!isObject(smtpServer)) return [];
  const { auth = false, authType = 'basic' } = smtpServer;
  const kinds = auth === true ? [authType] : [];
  return Object.keys(smtpServer).flatMap((name): Mistake[] => {
    const keptWith = KEPT_WITH[name];
    if (keptWith === undefined || keptWith.some((kind) => kinds.includes(kind))) return [];
    const [kind = ''] = keptWith.length > 1 ? [] : keptWith;
    const sentence = `Keycloak drops "${name}" of a mail server unless "auth" is true${kind === '' ? '' : ` and "authType" is "${kind}"`}.`;
    return [{ file, pointer: `/settings/smtpServer/${name}`, code: 'wrongCombination', sentence }];
  });
}

/** Reads what a document says about one realm; throws a `DocumentError` with every mistake in its shape. */
export function readRealmDocument(value: unknown, file: string): RealmDocument {
  const place = { file, pointer: '' };
  const shapeMistakes = findMistakes(withoutRemovedRules(value), place);
  if (shapeMistakes.length > 0) throw new DocumentError(shapeMistakes);
  const document = value as RealmDocument;
  const mistakes = [
    ...repeated(document.tokens, 'label', { file, pointer: '/tokens' }),
    ...repeated(document.identityProviders, 'alias', { file, pointer: '/identityProviders' }),
    ...repeated(document.userProfile?.attributes, 'name', { file, pointer: '/userProfile/attributes' }),
    ...wrongEnds(document, file),
    ...droppedOfMailServer(document, file),
  ];
  if (mistakes.length > 0) throw new DocumentError(mistakes);
  return document;
}
