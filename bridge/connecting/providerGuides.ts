import type { ProviderGuide } from './provider.ts';
import { AUTHENTIK } from './providers/authentik.ts';
import { ENTRA } from './providers/entra.ts';
import { GOOGLE } from './providers/google.ts';
import { JUMPCLOUD } from './providers/jumpcloud.ts';
import { MIDPOINT } from './providers/midpoint.ts';
import { OKTA } from './providers/okta.ts';
import { ONELOGIN } from './providers/onelogin.ts';
import { OTHER } from './providers/other.ts';
import { SAILPOINT } from './providers/sailpoint.ts';
import { SYNCOPE } from './providers/syncope.ts';
import { WSO2 } from './providers/wso2.ts';

/** Every identity provider that has a guide, in the order of docs/guides/README.md. */
export const PROVIDER_GUIDES: readonly ProviderGuide[] = [
  ...[ENTRA, OKTA, JUMPCLOUD, ONELOGIN, GOOGLE, SYNCOPE, AUTHENTIK, MIDPOINT, SAILPOINT, WSO2, OTHER],
];
