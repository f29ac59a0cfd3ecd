import { required } from '../../keycloak/port/required.ts';
import type { Change, FieldChange, RealmPart } from '../../keycloak/setup/part.ts';
import { SCIM_CLIENT_ID } from '../../tenants/config.ts';
import { endpointClientOf, type StepContext } from './step.ts';

/** The attributes of a client, by their names. */
export type Attributes = Readonly<Record<string, string>>;

/** Attributes that the client `scim-endpoint` is to have; others stay. */
interface DesiredAttributes {
  readonly attributes: Attributes;
}

/** A change of attributes. */
interface AttributesChange extends Change, DesiredAttributes {}

/** The attributes that differ. */
function changedFields(attributes: Attributes, actual: Attributes): FieldChange[] {
  return Object.entries(attributes).flatMap(([field, to]) => {
    const from = actual[field];
    // An empty text removes an attribute of a client (contract/clients-as-configuration).
    return (from ?? '') === to ? [] : [{ field, from, to }];
  });
}

/** The part that is the attributes of the client `scim-endpoint`; they came with the client, so reading costs no call. */
export function endpointAttributes(
  context: StepContext,
): RealmPart<DesiredAttributes, Attributes, AttributesChange> {
  const { id, attributes: actual } = endpointClientOf(context);
  return {
    read: () => Promise.resolve(actual),
    absent: () => actual,
    diff({ attributes }) {
      const fields = changedFields(attributes, actual);
      const object = `client ${SCIM_CLIENT_ID}`;
      return fields.length === 0 ? [] : [{ outcome: 'changed', object, fields, attributes }];
    },
    apply: ({ attributes }) =>
      context.setup.setClientAttributes(required(id, `the id of the client ${SCIM_CLIENT_ID}`), attributes),
  };
}
