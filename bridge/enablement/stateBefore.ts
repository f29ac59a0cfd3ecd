/** What a realm was like before SCIM was switched on, as far as that changed it. */
export interface StateBefore {
  readonly editUsernameAllowed: boolean;
  /** What became of undeclared attributes, as Keycloak has it. */
  readonly unmanagedAttributePolicy: string;
  /** Whether the user profile let users edit their own user names. */
  readonly usersEditUsername: boolean;
}

/** The attribute of the client `scim-endpoint` that remembers it. */
const ATTRIBUTE_NAME = 'scim.before';

/** Keeps what a realm was like before in the attributes of its client `scim-endpoint`. */
export const STATE_BEFORE = {
  write: (state: StateBefore): Record<string, string> => ({ [ATTRIBUTE_NAME]: JSON.stringify(state) }),
  /** `undefined` if the realm does not know: it was set up before this was kept. */
  read(attributes: Readonly<Record<string, string>>): StateBefore | undefined {
    try {
      return (JSON.parse(attributes[ATTRIBUTE_NAME] ?? 'null') as StateBefore | null) ?? undefined;
    } catch {
      return undefined;
    }
  },
} as const;
