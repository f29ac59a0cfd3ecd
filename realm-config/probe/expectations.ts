import type { Configuration, RealmStatus } from '../../bridge/admin/contract.ts';

/** What is known of a realm, if an administrator asked the bridge. */
export interface RealmKnowledge {
  readonly status: RealmStatus;
  readonly configuration: Configuration;
}

/** What the rules of a realm change in the test. */
export interface Expectations {
  /** Why no user is created; absent if one is. */
  readonly withoutUser?: string;
  readonly observes: boolean;
  /** Whether a removed user stays in Keycloak, disabled and hidden. */
  readonly hides: boolean;
  /** Sentences about it, for the operator. */
  readonly notes: readonly string[];
}

/** What is asked for on the command line. */
export interface TestRequests {
  readonly readOnly: boolean;
  /** An address that may get the mail for a new user. */
  readonly email: string | undefined;
}

const LEFT_OUT = 'Left out because of --read-only.';

const HOLDS = /\bbrake on leavers holds\b/;

/** Says what the rules of a realm, as far as they are known, change in the test. */
export function expectationsOf(
  knowledge: RealmKnowledge | undefined,
  { readOnly, email }: TestRequests,
): Expectations {
  if (knowledge === undefined) {
    return { observes: false, hides: false, notes: [], ...(readOnly ? { withoutUser: LEFT_OUT } : {}) };
  }
  const { mode, problems } = knowledge.status;
  const { onboarding, offboarding, brake, ownership, authentication } = knowledge.configuration.config;
  const observes = mode === 'observe';
  const hides = offboarding?.delete === 'hide' && !observes;
  const invites = onboarding?.invitation !== undefined && !observes;
  const withoutUser = readOnly
    ? LEFT_OUT
    : problems.some((problem) => HOLDS.test(problem))
      ? 'The brake holds: a removed user would only be disabled. Release it first: "realm-config brake REALM --release".'
      : invites && email === undefined
        ? 'New users get an invitation by e-mail. Name an address that may get one: --email.'
        : undefined;
  const notes: readonly (string | false)[] = [
    observes &&
      'The realm observes: writes are answered and not done, so that the user cannot be found afterwards.',
    hides &&
      'The realm hides users instead of deleting them: what is left of the test user is deleted in Keycloak.',
    invites && email !== undefined && `The invitation for the test user goes to ${email}.`,
    ownership === 'own' &&
      "The realm separates sources: the test sees the users of its credential's source only.",
    brake !== undefined && !observes && 'The test user counts once as a leaver for the brake.',
    authentication?.remoteToken?.readOnly === true && 'Tokens of the token endpoint may only read.',
  ];
  return {
    observes,
    hides,
    notes: withoutUser === undefined ? notes.filter((note) => note !== false) : [],
    ...(withoutUser === undefined ? {} : { withoutUser }),
  };
}
