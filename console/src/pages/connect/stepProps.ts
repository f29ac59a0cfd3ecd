import type { NewToken, ProviderInstructions, RealmStatus } from '../../../../bridge/admin/contract.ts';
import type { Method, Variant } from './connection.ts';
import type { WizardState } from './wizardState.ts';

/** What the first step of the wizard knows. */
export interface FirstStepProps {
  readonly status: RealmStatus;
  readonly state: WizardState;
  readonly change: (change: Partial<WizardState>) => void;
}

/** What the other steps know: what the provider wants to be told, and how it authenticates. */
export interface StepProps extends FirstStepProps {
  readonly instructions: ProviderInstructions;
  readonly variant: Variant;
  readonly method: Method;
  /** The token that was created here, until it was stored. */
  readonly newToken: NewToken | undefined;
  readonly setNewToken: (token: NewToken | undefined) => void;
  /** The id in the log of the credential that the provider presents; empty if it is not known. */
  readonly credential: string;
}
