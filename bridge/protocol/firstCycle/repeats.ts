import { keepsEmail } from '../../tenants/emailRule.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { CycleUser } from './cycleUser.ts';
import type { CanonicalUser } from './readRow.ts';

/** What comes of a row, and what no other row may have. */
export interface ExplainedRow {
  readonly explained: CycleUser;
  readonly unique: readonly string[];
}

/** The values that no other row may have: the user of the realm, or what is unique in Keycloak about a new user. */
export function uniqueValues(
  tenant: Tenant,
  { outcome, user }: CycleUser,
  match?: CanonicalUser['match'],
): readonly string[] {
  if (user !== undefined && outcome !== 'protected' && outcome !== 'refused') return [`user ${user.id}`];
  if (outcome !== 'created' || match === undefined) return [];
  const isEmailUnique = !tenant.settings.duplicateEmails && !keepsEmail(tenant) && match.email !== '';
  return [
    `userName ${match.userName.toLowerCase()}`,
    ...(isEmailUnique ? [`email ${match.email.toLowerCase()}`] : []),
  ];
}

/** Turns rows that are about the same user as an earlier one into conflicts: nothing is written, so no search finds it. */
export function withRepeats(rows: readonly ExplainedRow[]): readonly CycleUser[] {
  const rowByValue = new Map<string, number>();
  return rows.map(({ explained, unique }) => {
    const earlier = unique.map((value) => rowByValue.get(value)).find((row) => row !== undefined);
    for (const value of unique) if (!rowByValue.has(value)) rowByValue.set(value, explained.row);
    if (earlier === undefined) return explained;
    const { user, ...rest } = explained;
    return {
      ...rest,
      ...(user === undefined ? { status: 409 } : { user }),
      outcome: 'conflict',
      conflicts: [{ row: earlier }],
      changes: [],
      notes: [`Row ${earlier} is about the same user.`],
    };
  });
}
