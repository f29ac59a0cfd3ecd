import type {
  JournalEntry,
  ProviderInstructions,
  RealmStatus,
  TokenSummary,
} from '../../../../bridge/admin/contract.ts';
import type { WizardState } from './wizardState.ts';

/** One of several ways to set an identity provider up. */
export type Variant = ProviderInstructions['variants'][number];

/** A way in which the identity provider can authenticate. */
export type Method = Variant['method'];

/** Every method of a variant, the one that fits the realm best first. */
export const methodsOf = ({ method, otherMethods }: Variant): readonly Method[] => [method, ...otherMethods];

/** The variant and the method that are chosen; by default those that fit the realm best. */
export function chosenOf(
  { variants }: ProviderInstructions,
  { variant, method }: WizardState,
): { readonly variant: Variant; readonly method: Method } | undefined {
  const chosen = variants[Number(variant)] ?? variants[0];
  if (chosen === undefined) return undefined;
  return {
    variant: chosen,
    method: methodsOf(chosen).find(({ name }) => name === method) ?? chosen.method,
  };
}

/** Whether a static token is the credential of a method. */
export const takesToken = ({ credential }: Pick<Method, 'credential'>): boolean =>
  credential === 'staticToken' || credential === 'basic';

/** The static tokens that the provider can present; revoked ones in their grace period are about to end. */
export const offeredTokens = (tokens: readonly TokenSummary[]): TokenSummary[] =>
  tokens.filter(({ status }) => status === 'active');

/** What the person must do before the wizard goes on. */
export type Missing = 'provider' | 'accept' | 'token';

/** What is missing for the step after one; `method` is absent while it is not known. */
export function missingAfter(
  step: WizardState['step'],
  { provider, token }: Pick<WizardState, 'provider' | 'token'>,
  method: Pick<Method, 'accepted' | 'credential'> | undefined,
): Missing | undefined {
  if (provider === '') return 'provider';
  if (step === 'provider' || method === undefined) return undefined;
  if (!method.accepted) return 'accept';
  return takesToken(method) && token === '' ? 'token' : undefined;
}

/** Whether a token that was chosen cannot be presented any longer; a new one may not be among the tokens yet. */
export function hasTokenEnded(
  token: string,
  tokens: readonly Pick<TokenSummary, 'id' | 'status'>[],
  newToken: Pick<TokenSummary, 'id'> | undefined,
): boolean {
  if (token === '') return false;
  const status = tokens.find(({ id }) => id === token)?.status;
  return status === undefined ? token !== newToken?.id : status !== 'active';
}

/** The label of the token that took the place of another one, as the log has its rotation; `undefined` if none did. */
export function successorOf(
  token: string,
  audits: readonly Pick<JournalEntry, 'texts'>[],
  tokens: readonly Pick<TokenSummary, 'id' | 'label'>[],
): string | undefined {
  const values = audits.flatMap(({ texts = [] }) =>
    texts.flatMap((text) => (typeof text === 'string' ? [] : [text.values])),
  );
  const successor = values.find(({ id, newId }) => id === token && newId !== undefined)?.newId;
  return tokens.find(({ id }) => id === successor)?.label;
}

/** The id in the log of the credential that the provider presents; empty if it is not known yet. */
export function credentialIdOf(
  { credential }: Pick<Method, 'credential'>,
  { token }: Pick<WizardState, 'token'>,
  { credentials }: Pick<RealmStatus, 'credentials'>,
): string {
  if (credential === 'staticToken' || credential === 'basic') return token;
  if (credential === 'remoteToken') return 'realm';
  const issuer = credentials.trusted.find(({ kind }) => kind === credential);
  return issuer === undefined ? '' : `issuer:${issuer.name}`;
}

/** The steps with the fields of the method that is chosen: the bridge gives them with those of the first one. */
export const stepsOf = (variant: Variant, method: Method): Variant['steps'] =>
  variant.steps.map((step) =>
    step.fields.length > 0 && JSON.stringify(step.fields) === JSON.stringify(variant.method.fields)
      ? { ...step, fields: method.fields }
      : step,
  );

/** Whether what a field takes is a text to copy, and not a sentence about it. */
export const isCopied = (value: string): boolean => /^\S{3,}$/.test(value) && /[:/.\-_]|^scim$/.test(value);
