import type { JsonObject } from '../../scim/json.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** Something that a request did to a user or group, in the words of the journal. */
export interface Change {
  readonly what:
    | 'disabled'
    | 'enabled'
    | 'hidden'
    | 'restored'
    | 'deleted'
    | 'renamed'
    | 'joined'
    | 'left'
    | 'rolesGiven'
    | 'groupsGiven'
    | 'linked'
    | 'invited';
  /** The names before and after a renaming. */
  readonly from?: string;
  readonly to?: string;
  /** The number of members who joined or left. */
  readonly count?: number;
  /** The roles or groups that a user was given, or the identity provider that it was linked to. */
  readonly names?: readonly string[];
}

/** The user or group that has a value that must be unique; its name is the one in Keycloak. */
export interface ValueHolder {
  readonly type: 'User' | 'Group';
  readonly id: string;
  readonly name: string;
}

/** The SCIM attributes of a user or group before and after a change; none where it did not exist. */
export interface Versions {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** Receives what operators should know of a request. */
interface Reporting {
  /** Reports an attribute or a value of the request that was ignored. */
  readonly ignored: (path: string) => void;
  /** Reports something that was done, in a sentence. */
  readonly note: (sentence: string) => void;
  /**
   * Reports the userName or displayName of the resource that the request addresses, and the other texts by which
   * operators know it, such as the e-mail address.
   */
  readonly named: (name: string, aliases?: readonly (string | undefined)[]) => void;
  /** Reports who has the value that the request asked for; clients are not told. */
  readonly conflictsWith: (holder: ValueHolder) => void;
  /** Reports a change that was made. */
  readonly did: (change: Change) => void;
  /** Reports a user or group that was written; the versions are read only if they are recorded. */
  readonly wrote: (versions: () => Versions) => void;
}

/** The tenant of a request, and its report. */
export interface Context {
  readonly tenant: Tenant;
  readonly report: Reporting;
}
