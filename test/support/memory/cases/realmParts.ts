import type { RealmOptions } from '../openRealm.ts';
import { fixedNameCases } from './fixedNameCases.ts';
import { groupCases } from './groupCases.ts';
import { memberCases } from './memberCases.ts';
import type { RealmCases } from './realmCase.ts';
import { roleCases } from './roleCases.ts';
import { userAccessCases } from './userAccessCases.ts';
import { userReadCases } from './userReadCases.ts';
import { userWriteCases } from './userWriteCases.ts';

/** One part of what holds of a realm; its cases share a realm that is opened for them. */
export interface RealmPart {
  readonly part: string;
  readonly options: RealmOptions;
  readonly cases: RealmCases;
}

const part = (name: string, cases: RealmCases, options: RealmOptions = {}): RealmPart => ({
  part: name,
  options,
  cases,
});

/** Everything that the contract tests hold the realm in memory and Keycloak to alike. */
export const REALM_PARTS: readonly RealmPart[] = [
  part('writing users', userWriteCases),
  part('user names that are fixed', fixedNameCases, { usernamesEditable: false }),
  part('reading users', userReadCases),
  part('access of users', userAccessCases),
  part('groups', groupCases),
  part('members of groups', memberCases),
  part('roles, administration and settings', roleCases),
];
