import { ATTRIBUTE, readTenantConfig } from '../../bridge/tenants/config.ts';
import { isUsable } from '../../bridge/tenants/tokens.ts';
import type { RealmDocument } from './realmDocument.ts';
import { showConfiguration } from '../model/shownConfiguration.ts';

/** A member, unless there is nothing in it. */
const unlessEmpty = <T extends object>(name: string, content: T): Readonly<Record<string, T>> =>
  Object.keys(content).length === 0 ? {} : { [name]: content };

/** The document that describes a realm's SCIM as it is, without secrets: applied to the realm, it changes nothing. */
export function exportedDocument(realm: string, attributes: Readonly<Record<string, string>>): RealmDocument {
  const { enabled, profile, mapping, authentication, lifecycle, publicUrls } = showConfiguration(
    realm,
    attributes,
  );
  const labels = new Set<string>();
  const tokens = readTenantConfig(attributes).tokens.filter((token) => {
    const isFirst = isUsable(token) && token.revoked === undefined && !labels.has(token.label);
    if (isFirst) labels.add(token.label);
    return isFirst;
  });
  return {
    realm,
    ...(attributes[ATTRIBUTE.enabled] === undefined || enabled ? {} : { enabled }),
    profile,
    ...unlessEmpty('mapping', mapping),
    ...unlessEmpty('authentication', authentication),
    ...unlessEmpty('lifecycle', lifecycle),
    ...unlessEmpty('publicUrls', publicUrls),
    ...unlessEmpty(
      'tokens',
      tokens.map(({ label, expires, readOnly, source }) => ({
        label,
        ...(expires === undefined ? {} : { expires }),
        ...(readOnly === undefined ? {} : { readOnly }),
        ...(source === undefined ? {} : { source }),
      })),
    ),
  };
}
