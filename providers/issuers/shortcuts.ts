import { GUID_PATTERN } from './guid.ts';

/** Trust in the one issuer of a kind, given by one value instead of a document; `null` ends the trust. */
export interface IssuerShortcuts {
  /** The tenant id of Entra ID whose provisioning service is trusted. */
  readonly azureTenant?: string | null | undefined;
}

/** How the value of a shortcut becomes a trusted issuer. */
export interface IssuerShortcut {
  readonly name: keyof IssuerShortcuts;
  /** The kind of the issuer, which is its name too. */
  readonly kind: string;
  /** The parameter of the kind whose value is given. */
  readonly parameter: string;
  /** What stands for the value in instructions to a realm without it. */
  readonly placeholder: string;
  /** What the value names. */
  readonly title: string;
  /** The JSON Schema of the value. */
  readonly schema: { readonly pattern: string; readonly description: string };
}

/** Every shortcut. */
export const ISSUER_SHORTCUTS: readonly IssuerShortcut[] = [
  {
    name: 'azureTenant',
    kind: 'azure-tenant',
    parameter: 'tenantId',
    placeholder: '<tenant id>',
    title: 'Entra ID tenant',
    schema: {
      pattern: GUID_PATTERN,
      description:
        'The tenant id (directory id) of Entra ID that is trusted, instead of the one so far; null ends the trust.',
    },
  },
];
