import { withoutCredentials } from '../../credentials/withoutCredentials.ts';
import type { Filter } from '../../../scim/filter/ast.ts';
import { parseFilter } from '../../../scim/filter/parse.ts';
import { printFilter } from '../../../scim/filter/print.ts';
import { parsePath, printPath } from '../../../scim/path/parse.ts';

/** The text in the place of a value that is not stored. */
export const REDACTED = '(redacted)';

const SECRET = /pass-?_?(w|phrase|code|key)|pwd|secret|token|(api|private)[-_]?key|authorization|cookie/i;

/** Whether an attribute, path or parameter of this name holds a secret, whose value is never stored. */
export const namesSecret = (name: string): boolean => SECRET.test(name);

const QUOTED = /"(?:[^"\\]|\\(?:[^]|$))*(?:"|$)/g;

/** Replaces everything between quotes, closed or not. */
export const withoutQuoted = (text: string): string => text.replace(QUOTED, `"${REDACTED}"`);

/** Decodes a JSON string literal; one that was cut within an escape is returned undecoded. */
function unquoted(quoted: string): string {
  const inner = quoted.slice(1).replace(/"$/, '');
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return inner;
  }
}

/** Replaces each quoted part of a text, closed or not, that `change` changes. */
export const replaceQuoted = (text: string, change: (quoted: string) => string): string =>
  text.replace(QUOTED, (quoted) => {
    const before = unquoted(quoted);
    const after = change(before);
    return after === before ? quoted : JSON.stringify(after);
  });

/** The longest number that a sentence has to itself, such as a status or a count. */
const LONG_NUMBER = /(?<![\w-])\d{6,}(?![\w-])/g;

/** Removes personal data from a sentence: these texts, everything between quotes, and long numbers, such as those of telephones. */
export function withoutPersonalTexts(sentence: string, texts: readonly string[]): string {
  // The longest first: a name may be a part of an id.
  const sorted = [...texts].sort((one, other) => other.length - one.length);
  const named = sorted.reduce((rest, text) => rest.replaceAll(text, REDACTED), sentence);
  return withoutQuoted(named).replace(LONG_NUMBER, REDACTED);
}

/** Whether a text is a UUID, as Keycloak's ids are: no personal data. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** Whether a value that a filter compares a path with may be stored. */
type Keeps = (path: string, value: Filter & { kind: 'compare' }) => boolean;

function redactFilter(filter: Filter, keeps: Keeps, outer = ''): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((part) => redactFilter(part, keeps, outer)) };
    case 'not':
      return { ...filter, filter: redactFilter(filter.filter, keeps, outer) };
    case 'element':
      return { ...filter, filter: redactFilter(filter.filter, keeps, `${outer}${filter.path}.`) };
    case 'present':
      return filter;
    case 'compare':
      return keeps(outer + filter.path, filter) ? filter : { ...filter, value: REDACTED };
  }
}

/** Redacts the values in a path or filter; `undefined` if the text is neither. */
function redactGrammar(text: string, keeps: Keeps): string | undefined {
  for (const read of [
    () => {
      const path = parsePath(text);
      if (path.filter === undefined) return printPath(path);
      return printPath({ ...path, filter: redactFilter(path.filter, keeps, `${path.path}.`) });
    },
    () => printFilter(redactFilter(parseFilter(text), keeps)),
  ]) {
    try {
      return read();
    } catch {
      // Not a text of this grammar.
    }
  }
  return undefined;
}

const keepsUnlessSecret: Keeps = (path) => !namesSecret(path);

const keepsImpersonal: Keeps = (path, { value }) =>
  typeof value === 'boolean' ||
  value === null ||
  (typeof value === 'string' && /(^|:)members(\.|$)/i.test(path) && isUuid(value));

const COMPARES_SECRET = new RegExp(`(${SECRET.source})\\S{0,60}\\s+(eq|ne|co|sw|ew|gt|ge|lt|le)\\b`, 'i');
const SECRET_PARAMETER = new RegExp(
  `([?&#;][^=&#;\\s]{0,60}(?:${SECRET.source})[^=&#;\\s]{0,60}=)[^&#;\\s]+`,
  'gi',
);

/** Removes the secrets from a text that may be a filter, a path, JSON or a URL. */
export function withoutSecretText(pasted: string): string {
  const text = withoutCredentials(pasted);
  if (!namesSecret(text)) return text;
  if (/["[{]|\s/.test(text)) {
    const redacted = redactGrammar(text, keepsUnlessSecret);
    if (redacted !== undefined) return redacted;
    if (/^\s*[[{"]/.test(text) || COMPARES_SECRET.test(text)) return REDACTED;
  }
  return text.replace(SECRET_PARAMETER, `$1${REDACTED}`);
}

/** Removes personal values from a filter or path; a text that is neither is replaced as a whole. */
export function withoutValues(text: string): string {
  if (/^[a-z$][\w$-]*$/i.test(text)) return text;
  return redactGrammar(text, keepsImpersonal) ?? REDACTED;
}

const HARMLESS_PARAMETER = /^(attributes|excludedAttributes|sortBy|sortOrder|startIndex|count)$/i;

function redactParameter(name: string, value: string, personalData: boolean): string {
  if (namesSecret(name)) return REDACTED;
  if (!personalData) return withoutSecretText(value);
  if (/^filter$/i.test(name)) return withoutValues(value);
  return HARMLESS_PARAMETER.test(name) && /^[\w.,:$ -]{0,200}$/.test(value) ? value : REDACTED;
}

/** Removes secrets and, with `personalData`, also personal data from the target of a request. */
export function redactTarget(target: string, { personalData }: { personalData: boolean }): string {
  if (!personalData && !namesSecret(target) && !target.includes('%')) return target;
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  const redactedPath = personalData
    ? path.replace(/^(\/?(?:Users|Groups)\/)([^/]+)/i, (whole, start: string, id: string) =>
        isUuid(id) || id === '.search' ? whole : start + REDACTED,
      )
    : path;
  if (at < 0) return redactedPath;
  const query = [...new URLSearchParams(target.slice(at))].map(([name, value]) => {
    const redacted = redactParameter(name, value, personalData);
    return `${encodeURIComponent(name)}=${encodeURIComponent(redacted)}`;
  });
  return `${redactedPath}?${query.join('&')}`;
}
