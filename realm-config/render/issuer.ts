import type { TrustedIssuer } from '../../bridge/connecting/connection.ts';

/** The members of a trusted issuer that say whose tokens are accepted. */
const TELLING = ['tenantId', 'issuer', 'clientId'];

/** A trusted issuer in a few words: its name, and whose tokens are accepted. */
export function issuerText({ name, parameters }: TrustedIssuer): string {
  const texts = TELLING.flatMap((member) => {
    const value = parameters[member];
    return typeof value === 'string' ? [`${member} ${value}`] : [];
  });
  return texts.length === 0 ? name : `${name} (${texts.join(', ')})`;
}
