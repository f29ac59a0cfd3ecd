import type { Check } from '../check.ts';
import { ACCOUNT_CHECKS } from './accountChecks.ts';
import { CONFIGURATION_CHECKS } from './configurationChecks.ts';
import { CREDENTIAL_CHECKS } from './credentialChecks.ts';
import { USER_CHECKS } from './userChecks.ts';

/** Every check of a realm, in the order of the report. */
export const CHECKS: readonly Check[] = [
  ...CONFIGURATION_CHECKS,
  ...ACCOUNT_CHECKS,
  ...CREDENTIAL_CHECKS,
  ...USER_CHECKS,
];
