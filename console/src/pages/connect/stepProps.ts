import type { NewToken, ProviderInstructions, RealmStatus } from '../../../../bridge/admin/contract.ts';
import type { Method, Variant } from './connection.ts';
import type { WizardState } from './wizardState.ts';

/** What the first step of the wizard knows. */
export interface FirstStepProps {
  readonly status: RealmStatus;
  readonly state: WizardState;
  readonly change: (change: Partial<WizardState>) => void;
  /** Changes the state, and goes to the step in it. */
  readonly goTo: (change: Partial<WizardState> & Pick<WizardState, 'step'>) => void;
}

/** What the other steps know: what the provider wants to be told, and how it authenticates. */
export interface StepProps extends FirstStepProps {
  readonly instructions: ProviderInstructions;
  readonly variant: Variant;
  readonly method: Method;
  /** The token that was created here, until it was stored. */
  readonly newToken: NewToken | undefined;
  /** The id of the token that was chosen before, if it is not accepted any longer. */
  readonly endedToken: string | undefined;
  readonly setNewToken: (token: NewToken | undefined) => void;
  /** The id in the log of the credential that the provider presents; empty if it is not known. */
  readonly credential: string;
}
