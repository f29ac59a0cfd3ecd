/** What somebody tries the mapping on. */
export type Tried =
  | { readonly kind: 'request'; readonly method: string; readonly target: string; readonly body: string }
  | { readonly kind: 'user'; readonly user: string };

/** The methods of SCIM that have a body. */
export const METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'];

/** A request to begin with. */
export const SAMPLE = JSON.stringify(
  {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'anna.ray@example.com',
    name: { givenName: 'Anna', familyName: 'Ray' },
    emails: [{ value: 'anna.ray@example.com', type: 'work', primary: true }],
    title: 'Tour Guide',
    active: true,
  },
  null,
  2,
);

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
