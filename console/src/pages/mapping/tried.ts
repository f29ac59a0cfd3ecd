/** What somebody tries the mapping on. */
export type Tried =
  | { readonly kind: 'request'; readonly method: string; readonly target: string; readonly body: string }
  | { readonly kind: 'user'; readonly user: string };

/** The methods of SCIM that have a body. */
export const METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'];

/** The body that was typed; absent if there is none. */
export const bodyOf = (text: string): { readonly body?: unknown } =>
  text.trim() === '' ? {} : { body: JSON.parse(text) as unknown };

/** Why the text of a body cannot be sent; `undefined` if it can. */
export function mistakeInBody(text: string): string | undefined {
  try {
    bodyOf(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A value as it is shown in a line. */
export const shown = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));
