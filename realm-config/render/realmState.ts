import type { RealmSummary } from '../../bridge/admin/contract.ts';

/** Whether SCIM is switched on in a realm, in the words of `status` and `list`. */
export const enabledText = ({ enabled }: Pick<RealmSummary, 'enabled'>): string =>
  enabled ? 'enabled' : 'not enabled';

/** Whether the bridge serves a realm, in the words of `status` and `list`. */
export const servedText = ({ served }: Pick<RealmSummary, 'served'>): string =>
  served ? 'served' : 'not served';
