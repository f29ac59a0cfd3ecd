import type { AdminBodies, Configuration } from '../../../../bridge/admin/contract.ts';

/** The source of users whose credential names none. */
const DEFAULT_SOURCE = 'scim';

/** A credential with the source of the users that it creates. */
export interface CredentialSource {
  readonly id: string;
  readonly label: string;
  readonly kind: 'staticToken' | 'issuer' | 'remoteToken';
  readonly source: string;
  readonly lastUsed?: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : DEFAULT_SOURCE);

/** The credentials that can be used, with their sources. */
export const sourcesOf = (
  { uses, trusted }: AdminBodies['GET /']['credentials'],
  tokens: AdminBodies['GET /tokens'],
  { authentication }: Configuration['config'],
): readonly CredentialSource[] =>
  uses.map(({ id, kind, label, lastUsed }) => {
    const source = {
      staticToken: () => tokens.find((token) => token.id === id)?.source,
      issuer: () => trusted.find(({ name }) => name === label)?.parameters.source,
      remoteToken: () => authentication?.remoteToken?.source,
    }[kind]();
    return { id, kind, label, source: textOf(source), ...(lastUsed === undefined ? {} : { lastUsed }) };
  });
