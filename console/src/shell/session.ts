/**
 * What the pages know of the person who uses them. They know nothing of how somebody signs in, so that another shell,
 * such as a page in Keycloak's own console, can hold the same pages.
 */
export interface Session {
  /** The realm in which the person has signed in; in `master`, the console is about every realm. */
  readonly realm: string;
  /** The path of the pages in the address. */
  readonly basePath: string;
  /** The name of the person, as far as the token tells. */
  readonly userName: string;
  readonly version: string;
  /** The URL of the admin API of a realm. */
  apiBase(realm: string): string;
  /** Returns a token that is valid for half a minute or more; throws a `SessionEnded` if the person must sign in again. */
  getAccessToken(): Promise<string>;
  /** Has the person sign in again in a window of its own, so that this page loses nothing. */
  signInAgain(): Promise<void>;
  signOut(): Promise<void>;
}

/** The error of a session that has ended. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
}
