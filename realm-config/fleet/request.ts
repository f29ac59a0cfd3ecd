import type { PublicKeys } from '../../bridge/keycloak/auth/bridgeKey.ts';
import type { KeyServerPolicy } from '../../bridge/tenants/acceptedCredentials.ts';
import { ATTRIBUTE } from '../../bridge/tenants/config.ts';
import { DocumentError, type Mistake } from '../../documents/mistake.ts';
import type { Quirk } from '../../mappers/rewriting/quirk.ts';
import { readMoment } from '../model/durations.ts';
import { LIFECYCLE_MEMBERS } from '../../bridge/enablement/request/lifecycle.ts';
import type { SetupRequest } from '../../bridge/enablement/request/setupRequest.ts';
import type { FleetRealm } from './fleetRealm.ts';
import { mistakeWithoutSecrets } from './withoutSecrets.ts';

/** What every realm of a bridge has in common. */
export interface BridgeSettings {
  readonly quirks: ReadonlyMap<string, Quirk>;
  readonly mayAsk?: KeyServerPolicy | undefined;
  readonly publicUrl: string;
  /** The URL under which browsers reach the console. */
  readonly consoleUrl: string;
  readonly bridgeClientId: string;
  readonly bridgeClientSecret?: string | undefined;
  readonly bridgePublicKeys?: PublicKeys | undefined;
}

/** What a document asks for, as set-up takes it. */
export function requestOf(
  { document, file }: FleetRealm,
  { consoleUrl, ...bridge }: BridgeSettings,
  handlers: Pick<SetupRequest, 'report' | 'deliver'>,
): SetupRequest {
  const { mapping, authentication, lifecycle, tokens = [] } = document;
  const part = (member: string, content: unknown) => ({ document: content, file, pointer: `/${member}` });
  return {
    ...bridge,
    ...handlers,
    profile: document.profile,
    enabled: document.enabled ?? true,
    mapping: mapping && { document: mapping, file, pointer: '/mapping' },
    authentication: authentication && part('authentication', authentication),
    lifecycle: lifecycle && part('lifecycle', lifecycle),
    publicUrls: document.publicUrls,
    console: document.console === undefined ? undefined : { isPresent: document.console, consoleUrl },
    settings: document.settings,
    userProfile: document.userProfile,
    identityProviders: document.identityProviders,
    tokens: tokens.map(({ label, ensure = 'present', expires, readOnly, source }) => ({
      ...{ label, ensure, readOnly, source },
      endOf:
        expires === undefined ? undefined : (created: number) => readMoment('"expires"', expires, created),
    })),
  };
}

/** The place in the document of a mistake that was found in the configuration which the document makes. */
function inDocument(mistake: Mistake, { file }: FleetRealm): Mistake {
  if (mistake.file !== ATTRIBUTE.config && mistake.file !== ATTRIBUTE.profile) return mistake;
  const [, member = ''] = mistake.pointer.split('/');
  const isRule = LIFECYCLE_MEMBERS.some((name) => name === member);
  const pointer =
    mistake.file === ATTRIBUTE.profile ? '/profile' : `${isRule ? '/lifecycle' : ''}${mistake.pointer}`;
  return { ...mistake, file, pointer };
}

/** Runs work on a realm of a fleet, and gives mistakes that it throws their places in the files of the operator. */
export async function inFiles<T>(realm: FleetRealm, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new DocumentError(
      error.mistakes.map((mistake) =>
        mistakeWithoutSecrets(realm.locate(inDocument(mistake, realm)), realm.secrets),
      ),
    );
  }
}
