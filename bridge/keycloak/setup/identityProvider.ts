import { isDeepStrictEqual } from 'node:util';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { KeycloakError } from '../port/errors.ts';
import { withDigests, withKnownSecrets } from './hiddenSecrets.ts';
import { MADE_BY_SETUP, type Change, type FieldChange, type RealmAccess, type RealmPart } from './part.ts';

type IdentityProvider = NonNullable<Awaited<ReturnType<KeycloakAdminClient['identityProviders']['findOne']>>>;

/** An identity provider that a realm is to have; what is left out stays. */
export interface DesiredIdentityProvider {
  readonly alias: string;
  /** Keycloak's id of the kind, such as `oidc`. */
  readonly kind: string;
  readonly isPresent: boolean;
  readonly members: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, string>>;
}

/** The creation, the change or the removal of an identity provider. */
interface IdentityProviderChange extends Change {
  readonly alias: string;
  /** What is stored; `undefined` if the identity provider is removed. */
  readonly representation: IdentityProvider | undefined;
}

/** The members of its configuration that Keycloak never shows (contract/realm-setup). */
const SECRETS: readonly string[] = ['clientSecret'];

/** Lists the members that differ. */
function fieldsOf(
  desired: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): FieldChange[] {
  return Object.entries(desired).flatMap(([field, to]): FieldChange[] => {
    const from = actual[field];
    if (isDeepStrictEqual(from, to)) return [];
    return SECRETS.includes(field) ? [{ field, isSecret: true }] : [{ field, from, to }];
  });
}

/** The configuration of an identity provider; the admin client types it loosely. */
const configOf = ({ config = {} }: IdentityProvider) => config as Readonly<Record<string, string>>;

const isMadeBySetup = (provider: IdentityProvider): boolean =>
  Object.entries(MADE_BY_SETUP).every(([name, value]) => configOf(provider)[name] === value);

function diffIdentityProvider(
  { alias, kind, isPresent, members, config }: DesiredIdentityProvider,
  actual: IdentityProvider | undefined,
): IdentityProviderChange[] {
  const object = `identity provider ${alias}`;
  if (!isPresent) {
    const isRemoved = actual !== undefined && isMadeBySetup(actual);
    return isRemoved ? [{ outcome: 'removed', object, alias, representation: undefined }] : [];
  }
  if (actual === undefined) {
    const representation = {
      enabled: true,
      ...members,
      alias,
      providerId: kind,
      config: { ...config, ...MADE_BY_SETUP },
    };
    const fields = fieldsOf({ kind, ...members, ...config }, {});
    return [{ outcome: 'created', object, fields, alias, representation }];
  }
  const actualConfig = configOf(actual);
  const fields = [
    ...fieldsOf({ kind, ...members }, { ...actual, kind: actual.providerId }),
    ...fieldsOf(config, actualConfig),
  ];
  if (fields.length === 0) return [];
  const representation = { ...actual, ...members, providerId: kind, config: { ...actualConfig, ...config } };
  return [{ outcome: 'changed', object, fields, alias, representation }];
}

/** Creates the part that is an identity provider of the realm. */
export const createIdentityProvider = ({
  admin,
  realm,
  call,
}: RealmAccess): RealmPart<
  DesiredIdentityProvider,
  IdentityProvider | undefined,
  IdentityProviderChange
> => ({
  async read({ alias, config }) {
    try {
      // 404 for an unknown alias (contract/realm-setup), which the admin client turns into `null`.
      const provider =
        (await call('GET identity-provider/instances/{alias}', () =>
          admin.identityProviders.findOne({ realm, alias }),
        )) ?? undefined;
      if (provider === undefined) return undefined;
      return { ...provider, config: await withKnownSecrets(SECRETS, configOf(provider), config) };
    } catch (error) {
      if (error instanceof KeycloakError && error.failure === 'notFound') return undefined;
      throw error;
    }
  },
  absent: () => undefined,
  diff: diffIdentityProvider,
  async apply({ outcome, alias, representation }) {
    if (representation === undefined) {
      await call('DELETE identity-provider/instances/{alias}', () =>
        admin.identityProviders.del({ realm, alias }),
      );
      return;
    }
    const stored = { ...representation, config: await withDigests(SECRETS, configOf(representation)) };
    if (outcome === 'created') {
      await call('POST identity-provider/instances', () =>
        admin.identityProviders.create({ realm, ...stored }),
      );
    } else {
      await call('PUT identity-provider/instances/{alias}', () =>
        admin.identityProviders.update({ realm, alias }, stored),
      );
    }
  },
});
