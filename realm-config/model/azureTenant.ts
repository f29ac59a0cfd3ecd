import { isGuid } from '../../providers/issuers/guid.ts';
import { UsageError } from '../commandError.ts';

/** Reads a tenant id of Entra ID; `none` ends the trust in the tenant, as `null`. */
export function readAzureTenant(option: string, text: string): string | null {
  if (text === 'none') return null;
  if (isGuid(text)) return text;
  throw new UsageError(
    `${option} takes the tenant id (directory id) of Entra ID, a GUID, or none; not "${text}".`,
  );
}
