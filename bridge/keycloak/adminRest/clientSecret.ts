import { KeycloakError } from '../port/errors.ts';

/**
 * Returns the secret in Keycloak's answer; `undefined` if the client has none. From 26.8 on Keycloak masks it with
 * asterisks for callers who may only view clients: throws `refused` then, because asterisks that are written back
 * become the secret.
 */
export function readableSecret({ value }: { readonly value?: string | undefined }): string | undefined {
  if (value !== undefined && /^\*+$/.test(value)) {
    throw new KeycloakError('refused', 'GET client-secret: Keycloak shows asterisks in place of the secret', {
      status: 403,
    });
  }
  return value === '' ? undefined : value;
}
