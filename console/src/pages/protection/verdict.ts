import type { AdminBodies } from '../../../../bridge/admin/contract.ts';

/** Whether SCIM may disable a user, and why. */
export interface Verdict {
  readonly answer: 'yes' | 'already' | 'protected' | 'hidden' | 'no';
  /** The sentences of the bridge. */
  readonly reasons: readonly string[];
}

/** Reads the verdict from what the bridge would do with a request that disables the user. */
export function verdictOf({
  answer,
  notes,
  calls,
}: Pick<AdminBodies['POST /explain'], 'answer' | 'notes' | 'calls'>): Verdict {
  const { status, detail } = answer;
  const reasons = [...notes, ...(notes.length === 0 && detail !== undefined ? [detail] : [])];
  if (status === 403) return { answer: 'protected', reasons };
  if (status === 404) return { answer: 'hidden', reasons };
  if (status >= 300) return { answer: 'no', reasons };
  return { answer: calls.some((call) => /^(PUT|POST|DELETE) /.test(call)) ? 'yes' : 'already', reasons };
}

/** The request with which an identity provider disables a user. */
export const disabling = (id: string) => ({
  method: 'PATCH',
  target: `/Users/${encodeURIComponent(id)}`,
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  },
});
