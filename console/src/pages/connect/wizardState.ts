/** The steps, in order. */
export const STEPS = ['provider', 'credential', 'values', 'live', 'assign', 'done'] as const;

/** A step in {@link STEPS}. */
export type StepName = (typeof STEPS)[number];

/** What is known in the wizard; it is in the address, and so never a secret. */
export interface WizardState {
  readonly step: StepName;
  readonly provider: string;
  /** Which of several ways to set the provider up, as a number from 0. */
  readonly variant: string;
  /** How the provider authenticates: the name of the method there. */
  readonly method: string;
  /** The id of the static token. */
  readonly token: string;
  /** When the credential was chosen, in milliseconds since 1970: earlier requests tell nothing about it. */
  readonly since: string;
}

/** Reads the state in an address; what it does not say is empty. */
export function stateOf(params: URLSearchParams): WizardState {
  const text = (name: string): string => params.get(name) ?? '';
  return {
    step: STEPS.find((step) => step === text('step')) ?? 'provider',
    provider: text('provider'),
    variant: text('variant'),
    method: text('method'),
    token: text('token'),
    since: text('since'),
  };
}

/** The state as parts of an address. */
export const paramsOf = (state: WizardState): URLSearchParams =>
  new URLSearchParams(Object.entries(state).filter(([, value]) => value !== '') as [string, string][]);

/** What decides with which credential the provider comes. */
const CHOICES = ['provider', 'variant', 'method', 'token'] as const;

/** The state after a change; another choice of the credential is noted with its time. */
export function changed(state: WizardState, change: Partial<WizardState>, now: number): WizardState {
  const after = { ...state, ...change };
  return CHOICES.some((name) => after[name] !== state[name]) ? { ...after, since: String(now) } : after;
}
