import { hash } from 'node:crypto';
import { ScimError } from './errors.ts';
import { canonicalMembers, type JsonObject } from './json.ts';

/** Computes the version of a resource, a weak ETag of its content without `meta` (RFC 7644 §3.14). */
export function versionOf(resource: JsonObject): string {
  const names = Object.keys(resource).filter((name) => name !== 'meta');
  return `W/"${hash('sha256', canonicalMembers(resource, names), 'base64url').slice(0, 22)}"`;
}

function names(header: string, version: string): boolean {
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === opaque(version));
}

/** Refuses a change if `If-Match` names another version than the current one (RFC 7644 §3.14). */
export function checkIfMatch(ifMatch: string | undefined, version: string): void {
  if (ifMatch === undefined || names(ifMatch, version)) return;
  throw new ScimError(
    'versionMismatch',
    `The resource has changed: its version is ${version}, If-Match says ${ifMatch}.`,
  );
}

/** Whether `If-None-Match` names the current version, so that a GET is answered 304 (RFC 7644 §3.14). */
export function isUnchanged(ifNoneMatch: string | undefined, version: string): boolean {
  return ifNoneMatch !== undefined && names(ifNoneMatch, version);
}
