/**
 * What a search for a name cannot contain, although names may: control characters other than tab and line breaks, which
 * Keycloak refuses in any parameter from 26.5 on, and the backslash, which escapes the next character in some searches
 * (contract/groups: "is infix, so that a part of a name finds what cannot be searched for").
 */
const UNSEARCHABLE = /[^\P{Cc}\t\n\r]|\\/u;

/** Whether a name can be searched for as it is. */
export const isSearchable = (name: string): boolean => !UNSEARCHABLE.test(name);

/**
 * The text that finds everything, at any depth: a blank is cut off before Keycloak searches, whereas an empty text is no
 * search (contract/groups: "lists every group at every depth, by name, capitals first").
 */
export const EVERYTHING = ' ';

/**
 * Returns the text to search for what has a name: the longest part of it that can be searched for. The matches contain
 * more than what has the name, because a search is infix, and because some versions of Keycloak take `*` for any text,
 * others `%` and `_`.
 */
export const searchText = (name: string): string =>
  name
    .split(new RegExp(UNSEARCHABLE, 'gu'))
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '') || EVERYTHING;
