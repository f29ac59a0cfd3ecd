import { applyQuirks } from '../../../mappers/rewriting/quirk.ts';
import { isObject, textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { readResource } from '../../../scim/resource.ts';
import { readingOf } from '../../resources/context.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { wireOf } from '../dispatch.ts';
import type { Report } from '../report.ts';
import type { MatchAttribute } from './cycleUser.ts';

/** What is read of a row before anything is asked. */
export interface CanonicalUser {
  readonly resource: JsonObject;
  readonly match: Readonly<Record<MatchAttribute, string>>;
}

/** The primary e-mail address of a resource in canonical form, or else the first. */
function emailOf({ emails }: JsonObject): string {
  const list = Array.isArray(emails) ? emails.filter(isObject) : [];
  return textAt(list.find(({ primary }) => primary === true) ?? list[0] ?? {}, 'value');
}

/** Reads a row as a POST would, into canonical form. */
export function readRow(tenant: Tenant, report: Report, body: Json): CanonicalUser {
  const wire = wireOf(tenant, 'POST', { message: 'resource', about: 'user' }, body, new Map());
  const { request } = applyQuirks(tenant.quirks, wire);
  const resource = readResource(tenant.userType, request.body, readingOf({ tenant, report }));
  // Providers say of every user whether it is active; a list need not.
  resource.active ??= true;
  const match = {
    externalId: textAt(resource, 'externalId'),
    userName: textAt(resource, 'userName'),
    email: emailOf(resource),
  };
  return { resource, match };
}
