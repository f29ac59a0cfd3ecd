import { KeycloakError } from '../port/errors.ts';

/**
 * The secret of a client as Keycloak shows it, `undefined` for a client that has none; throws where Keycloak shows
 * asterisks to somebody who may not see it.
 */
export function shownSecret({ value }: { readonly value?: string | undefined }): string | undefined {
  if (value !== undefined && /^\*+$/.test(value)) {
    throw new KeycloakError('refused', 'GET client-secret: Keycloak shows asterisks in place of the secret', {
      status: 403,
    });
  }
  return value === '' ? undefined : value;
}
