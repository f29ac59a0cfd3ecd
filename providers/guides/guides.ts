import type { ProviderGuide } from './guide.ts';
import { AUTHENTIK } from './authentik.ts';
import { ENTRA } from './entra.ts';
import { GOOGLE } from './google.ts';
import { JUMPCLOUD } from './jumpcloud.ts';
import { MIDPOINT } from './midpoint.ts';
import { OKTA } from './okta.ts';
import { ONELOGIN } from './onelogin.ts';
import { OTHER } from './other.ts';
import { SAILPOINT } from './sailpoint.ts';
import { SYNCOPE } from './syncope.ts';
import { WSO2 } from './wso2.ts';

/** Every identity provider that has a guide, in the order of docs/guides/README.md. */
export const PROVIDER_GUIDES: readonly ProviderGuide[] = [
  ...[ENTRA, OKTA, JUMPCLOUD, ONELOGIN, GOOGLE, SYNCOPE, AUTHENTIK, MIDPOINT, SAILPOINT, WSO2, OTHER],
];
