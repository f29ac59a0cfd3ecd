import type { KeycloakGroup } from '../../bridge/keycloak/port/groups.ts';
import type { KeycloakUser } from '../../bridge/keycloak/port/users.ts';
import type { ScimConfig } from '../../bridge/tenants/config.ts';
import { breakGlassPattern } from '../../bridge/tenants/references/breakGlass.ts';
import { SOURCE_ATTRIBUTE } from '../../bridge/tenants/scimAttributes.ts';
import type { Mapping } from '../../mappers/compile/mapping.ts';
import { textAt } from '../../scim/json.ts';
import { withExternalId } from './adoption.ts';
import type { Traces } from './formerServer.ts';

/** Why a user or group that the former server made is not adopted, in the words for the operator. */
export const SKIPPED = {
  sameExternalId: {
    sentence: 'Another one has the same externalId.',
    remedy: 'Leave it to one of them, then migrate again.',
  },
  otherExternalId: {
    sentence: 'The bridge reads another externalId there than the former server has left.',
    remedy: 'Remove the wrong one in Keycloak, then migrate again.',
  },
  otherSource: {
    sentence: 'It belongs to another source.',
    remedy: 'Change the user attribute "scim.source" if that is wrong.',
  },
  administrator: {
    sentence: 'It administers the realm.',
    remedy: 'SCIM does not change such an account; take the roles from it, then migrate again.',
  },
  breakGlass: {
    sentence: 'It is a break-glass account.',
    remedy: 'SCIM does not change such an account.',
  },
  federated: {
    sentence: 'It comes from a user federation, which no SCIM server made.',
    remedy: 'Its attributes are kept in the directory.',
  },
  notKept: {
    sentence: 'The mapping of the realm does not give its externalId back as it was.',
    remedy: 'Correct the row "externalId" of the mapping, then migrate again.',
  },
} as const;

/** A reason to leave a user or group out. */
export type SkipReason = keyof typeof SKIPPED;

/** What becomes of a user or group, and the externalId under which clients find it, now or afterwards. */
export type Verdict =
  | { readonly kind: 'adopt' | 'found' | 'stranger'; readonly externalId?: string | undefined }
  | { readonly kind: 'skip'; readonly reason: SkipReason; readonly externalId?: string | undefined };

/** What decides about users. */
export interface UserRules {
  readonly traces: Traces;
  readonly mapping: Mapping;
  readonly config: ScimConfig;
  /** The source that adopted users are to belong to. */
  readonly source: string;
}

/** An externalId as the mapping of the realm reads it; `undefined` if there is none. */
function mappedExternalId(mapping: Mapping, stored: Parameters<Mapping['toScim']>[0]): string | undefined {
  const externalId = textAt(mapping.toScim(stored), 'externalId');
  return externalId === '' ? undefined : externalId;
}

const nonEmpty = (values: readonly string[] | undefined): string | undefined =>
  values?.find((value) => value !== '');

/** The externalId that the former server kept of a user; `undefined` if it kept none. */
const formerExternalId = (
  { attributes }: Pick<KeycloakUser, 'attributes'>,
  { attribute }: Pick<Traces, 'attribute'>,
): string | undefined => (attribute === undefined ? undefined : nonEmpty(attributes[attribute]));

/** Decides what becomes of a user; whether the user administers the realm takes a call and is left open. */
export function judgeUser(user: KeycloakUser, { traces, mapping, config, source }: UserRules): Verdict {
  if (user.serviceAccount) return { kind: 'stranger' };
  const owner = user.attributes[SOURCE_ATTRIBUTE]?.[0];
  const mapped = mappedExternalId(mapping, user);
  // Where each source sees its own users only, others may have the same externalId.
  const visible = config.ownership !== 'own' || owner === source ? mapped : undefined;
  if (owner === source) return { kind: 'found', externalId: visible };
  const former = formerExternalId(user, traces);
  const hasTrace = traces.userIds === undefined ? former !== undefined : traces.userIds.has(user.id);
  if (!hasTrace) return { kind: 'stranger', externalId: visible };
  const skip = (reason: SkipReason): Verdict => ({ kind: 'skip', reason, externalId: visible });
  if (owner !== undefined) return skip('otherSource');
  if (user.federated) return skip('federated');
  if (breakGlassPattern(config.protection?.breakGlass, user) !== undefined) return skip('breakGlass');
  if (former !== undefined && mapped !== undefined && mapped !== former) return skip('otherExternalId');
  const externalId = former ?? mapped;
  if (
    externalId !== undefined &&
    mappedExternalId(mapping, withExternalId(user, externalId, mapping)) !== externalId
  )
    return skip('notKept');
  return { kind: 'adopt', externalId };
}

/** The group attribute in which both former servers keep the externalId of a group (contract/own-scim-api). */
const GROUP_ATTRIBUTE = 'externalId';

/** The externalId that the former server kept of a group; `undefined` if it kept none. */
const formerGroupExternalId = ({ attributes }: Pick<KeycloakGroup, 'attributes'>): string | undefined =>
  nonEmpty(attributes[GROUP_ATTRIBUTE]);

/** Decides what becomes of a group. */
export function judgeGroup(group: KeycloakGroup, mapping: Mapping): Verdict {
  const mapped = mappedExternalId(mapping, group);
  const former = formerGroupExternalId(group);
  if (former === undefined) return { kind: 'stranger', externalId: mapped };
  if (mapped === former) return { kind: 'found', externalId: mapped };
  if (mapped !== undefined) return { kind: 'skip', reason: 'otherExternalId', externalId: mapped };
  return mappedExternalId(mapping, withExternalId(group, former, mapping)) === former
    ? { kind: 'adopt', externalId: former }
    : { kind: 'skip', reason: 'notKept' };
}
