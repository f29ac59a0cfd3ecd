import { createHash } from 'node:crypto';
import { ATTRIBUTE } from '../tenants/config.ts';
import { Problem } from './problem.ts';
import type { AdminRequest } from './route.ts';

/** The version of a configuration, as ETag: a digest of its three attributes as stored. */
export function versionOf(attributes: Readonly<Record<string, string>>): string {
  const names = [ATTRIBUTE.enabled, ATTRIBUTE.profile, ATTRIBUTE.config];
  const text = JSON.stringify(names.map((name) => attributes[name] ?? ''));
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** Refuses a change of another version than the request names in If-Match; without the header it is one of any version. */
export function refuseOtherVersion({
  client,
  ifMatch = '*',
}: Pick<AdminRequest, 'client' | 'ifMatch'>): void {
  const etags = ifMatch.split(',').map((etag) => etag.trim().replace(/^W\//, ''));
  if (ifMatch.trim() !== '*' && !etags.includes(versionOf(client.attributes))) {
    throw new Problem('versionMismatch', 'Read the configuration again, and make your change in that one.');
  }
}
