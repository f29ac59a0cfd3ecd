import { NO_BRAKE, type Brake } from '../lifecycle/deprovisioning/brake.ts';
import { createGroupRoles } from '../lifecycle/groupRoles.ts';
import { createOnboarding } from '../lifecycle/onboarding/onboarding.ts';
import { createRollback } from '../lifecycle/onboarding/rollback.ts';
import { createProtection, type ProtectionOptions } from '../lifecycle/protection/protection.ts';
import { createGroups } from '../resources/groups/groups.ts';
import type { Alarm } from '../resources/users/deprovision.ts';
import { createUsers } from '../resources/users/users.ts';
import { createTransientState, type State } from '../state/state.ts';
import type { Endpoint } from './endpoint.ts';
import { createEndpoints } from './routes.ts';

/** Dependencies that the use cases share with each other and with the rest of the bridge. */
export interface UseCasesParts {
  readonly state: Pick<State, 'locks' | 'openPendingWork'>;
  readonly brake: Brake;
  readonly alarm: Alarm;
  /** Called when a user or group whose creation failed could not be removed. */
  readonly onIncomplete: (realm: string, problem: string) => void;
  readonly protection?: ProtectionOptions | undefined;
}

/** Creates every endpoint of the SCIM API, with its use cases. */
export function createScimApi(parts: UseCasesParts): readonly Endpoint[] {
  const { state, brake, alarm, onIncomplete } = parts;
  const { locks } = state;
  const protection = createProtection(parts.protection);
  const rollback = createRollback({ state, onProblem: onIncomplete });
  const onboarding = createOnboarding({ locks, rollback });
  return createEndpoints(
    createUsers({ locks, brake, onboarding, protection, alarm }),
    createGroups({ locks, groupRoles: createGroupRoles(), protection, rollback }),
  );
}

/** Creates the endpoints for requests that are explained: what they share ends with the explanation. */
export const createDryScimApi = (): readonly Endpoint[] =>
  createScimApi({
    state: createTransientState(),
    brake: NO_BRAKE,
    alarm: () => undefined,
    onIncomplete: () => undefined,
  });
