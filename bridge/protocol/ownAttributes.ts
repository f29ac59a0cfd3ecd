import { EXTENSIONS_ATTRIBUTE } from '../../mappers/compile/mapping.ts';
import { LOOKUP_ATTRIBUTE } from '../../mappers/compile/lookupKey.ts';
import { EXACT_ATTRIBUTE } from '../../mappers/compile/originals.ts';
import { KEPT_EMAIL_ATTRIBUTE } from '../../mappers/compile/storage/keptEmail.ts';
import type { KeycloakUser } from '../keycloak/port/users.ts';
import {
  FORMER_EMAIL_ATTRIBUTE,
  HIDDEN_ATTRIBUTE,
  LAST_MODIFIED_ATTRIBUTE,
  SOURCE_ATTRIBUTE,
} from '../tenants/scimAttributes.ts';

/** An attribute of a user in Keycloak that the bridge keeps for itself. */
export interface OwnAttribute {
  readonly name: string;
  readonly values: readonly string[];
  /** What it is for, in one sentence. */
  readonly meaning: string;
}

/** What the bridge keeps in attributes of users, besides the values that rows store. */
const MEANINGS: Readonly<Record<string, string>> = {
  [EXACT_ATTRIBUTE]: 'texts as the client spelt them, where Keycloak stores another form of them',
  [LOOKUP_ATTRIBUTE]: 'digests by which filters find the user in constant time, filled up with dots',
  [EXTENSIONS_ATTRIBUTE]: 'extensions of the client that no row of the mapping stores',
  [KEPT_EMAIL_ATTRIBUTE]: 'e-mail address that Keycloak did not take, for "email": "keep"',
  [LAST_MODIFIED_ATTRIBUTE]: 'time of the last change through SCIM, shown as meta.lastModified',
  [SOURCE_ATTRIBUTE]: 'source of the client that created the user, for "ownership": "own"',
  [HIDDEN_ATTRIBUTE]: 'the user was deleted through SCIM and is hidden, for "delete": "hide"',
  [FORMER_EMAIL_ATTRIBUTE]: 'e-mail address of a hidden user that somebody else has got since',
};

/** The bridge's attributes begin with this. */
const PREFIX = 'scim.';

/** Lists the attributes of a user that the bridge keeps for itself; those that rows store are in `mapped`. */
export function ownAttributesOf(
  { attributes }: Pick<KeycloakUser, 'attributes'>,
  mapped: ReadonlySet<string>,
): OwnAttribute[] {
  return Object.entries(attributes)
    .filter(([name]) => name.startsWith(PREFIX) && !mapped.has(`attributes.${name}`))
    .map(([name, values]) => ({
      name,
      // Without the dots that fill a key up.
      values: name === LOOKUP_ATTRIBUTE ? values.map((value) => value.replace(/(?<!\.)\.+$/, '')) : values,
      meaning: MEANINGS[name] ?? 'kept by another version of the bridge, or by another mapping',
    }));
}
