import type { Json } from '../../../scim/json.ts';

/** Whether something is to be there. */
export type Ensure = 'present' | 'absent';

/** Settings of a realm in Keycloak, as Keycloak names them, and its frontend URL. */
type DeclaredSettings = Readonly<Record<string, Json>>;

/** An identity provider as a document declares it; without `kind` the realm must have it. */
export interface DeclaredIdentityProvider {
  readonly ensure?: Ensure;
  readonly alias: string;
  readonly kind?: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** An attribute of the user profile as a document declares it. */
interface DeclaredAttribute {
  readonly ensure?: Ensure;
  readonly name: string;
  readonly [member: string]: unknown;
}

/** What a document says about the user profile. */
export interface DeclaredUserProfile {
  readonly undeclared?: 'administrators' | 'drop';
  readonly attributes?: readonly DeclaredAttribute[];
}

/** What only documents say about a realm. */
export interface Declared {
  readonly settings?: DeclaredSettings | undefined;
  readonly userProfile?: DeclaredUserProfile | undefined;
  readonly identityProviders?: readonly DeclaredIdentityProvider[] | undefined;
}
