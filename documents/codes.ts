/** Every kind of mistake in a document, by stable code, with its meaning. */
export const MISTAKES = {
  notJson: 'The text is not JSON.',
  wrongType: 'A value of another type is needed.',
  unknownMember: 'There is no member of this name.',
  missingMember: 'A member is missing.',
  unknownValue: 'The value is none of those that there are.',
  wrongFormat: 'The value is of the right type, and not of the form or size that is needed.',
  duplicate: 'Something that may be there once is there twice.',
  wrongCombination: 'Members that do not go together, or only together.',
  missing: 'A name leads nowhere: Keycloak has no such role, group, client, action or identity provider.',
  grantsAdministration: 'A role or group grants administration of the realm, which SCIM does not give.',
  unknownPath: 'There is no SCIM attribute at this path.',
  unmappable: 'The SCIM attribute cannot have a row, or not at this path.',
  unknownTarget: 'Keycloak has no such place for a value.',
  forbiddenTarget: 'The attribute steers Keycloak or the bridge itself, or has a name that none can have.',
  sameTarget: 'Two rows would write to one place.',
  typeClash: 'The value does not fit into the place where it is to be kept.',
  wrongTransform: 'The transform does not fit the value.',
  wrongAlias: 'The name cannot be another name of this attribute.',
  wrongMember: 'The row cannot have this member.',
  missingRow: 'A row is missing that every mapping needs.',
} as const satisfies Record<string, string>;

/** The stable code of a kind of mistake. */
export type MistakeCode = keyof typeof MISTAKES;
