import type { Change, RealmPart } from '../../../bridge/keycloak/setup/part.ts';
import { endpointClientOf, type StepContext } from './step.ts';

type Attributes = Readonly<Record<string, string>>;

/** Attributes that the client `scim-endpoint` is to have; others stay. */
interface DesiredAttributes {
  readonly attributes: Attributes;
}

/** A change of attributes. */
interface AttributesChange extends Change, DesiredAttributes {}

/** The part that is the attributes of the client `scim-endpoint`; they came with the client, so reading costs no call. */
export function endpointAttributes(
  context: StepContext,
): RealmPart<DesiredAttributes, Attributes, AttributesChange> {
  const { id, attributes: actual } = endpointClientOf(context);
  return {
    read: () => Promise.resolve(actual),
    diff: ({ attributes }) =>
      Object.entries(attributes).every(([name, value]) => actual[name] === value)
        ? []
        : [{ outcome: 'changed', attributes }],
    apply: ({ attributes }) => context.setup.setClientAttributes(id, attributes),
  };
}
