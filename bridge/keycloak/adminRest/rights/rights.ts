import type { Administrators } from '../../port/roles.ts';

/** Tells the names of the administration roles of a realm that somebody or something has; empty for an unknown id. */
export interface Rights {
  /** Lists those of a user: direct, through composite roles, through groups and their parents, or by default. */
  ofUser(id: string): Promise<readonly string[]>;
  /** Lists those of a group; those of its parents may be missing. */
  ofGroupItself(id: string): Promise<readonly string[]>;
  /** Lists those that a role contains, itself included. */
  ofRole(id: string): Promise<readonly string[]>;
  /** Reads everybody and everything that has one. */
  snapshot(): Promise<Administrators>;
}
