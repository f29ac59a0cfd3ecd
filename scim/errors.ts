import { isObject, type Json, type JsonObject } from './json.ts';

/** The URN of SCIM error messages (RFC 7644 §3.12). */
export const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

/**
 * Every error that a client of the bridge can be answered, by stable code: HTTP status and, where
 * RFC 7644 §3.12 has one, the scimType. docs/reference/errors.md is generated from this table.
 */
export const ERRORS = {
  invalidFilter: {
    status: 400,
    scimType: 'invalidFilter',
    when: 'The filter cannot be parsed, or compares what cannot be compared.',
  },
  tooMany: {
    status: 400,
    scimType: 'tooMany',
    when: 'Answering would mean reading more users than the operator allows.',
  },
  uniqueness: { status: 409, scimType: 'uniqueness', when: 'Another resource already has this value.' },
  mutability: { status: 400, scimType: 'mutability', when: 'The attribute cannot be changed by a client.' },
  invalidSyntax: {
    status: 400,
    scimType: 'invalidSyntax',
    when: 'The body is not JSON, or not the message that the endpoint takes.',
  },
  invalidPath: {
    status: 400,
    scimType: 'invalidPath',
    when: 'The path of a PATCH operation cannot be parsed or names nothing.',
  },
  noTarget: {
    status: 400,
    scimType: 'noTarget',
    when: 'The path of a PATCH operation selects nothing to work on.',
  },
  invalidValue: {
    status: 400,
    scimType: 'invalidValue',
    when: 'A value is missing, of the wrong type, or not storable.',
  },
  sensitive: {
    status: 403,
    scimType: 'sensitive',
    when: 'The request names a value that must not travel in a URL.',
  },
  unauthorized: {
    status: 401,
    when: 'No acceptable credential. An unknown realm and a disabled SCIM endpoint look the same.',
  },
  forbidden: { status: 403, when: 'The credential or the account does not allow this change.' },
  protected: {
    status: 403,
    when: 'The user or group is protected: an administrator of the realm, a break-glass account, the account of a client, or a group that grants administration. Nothing was changed.',
  },
  notFound: { status: 404, when: 'There is no such resource or endpoint.' },
  methodNotAllowed: {
    status: 405,
    when: 'The endpoint does not answer this method; the Allow header names those it does.',
  },
  versionMismatch: { status: 412, when: 'If-Match names another version than the current one.' },
  tooLarge: {
    status: 413,
    when: 'The body, or the work that it asks for, is larger than the bridge accepts.',
  },
  unsupportedMediaType: {
    status: 415,
    when: 'The body is neither application/scim+json nor application/json.',
  },
  notImplemented: { status: 501, when: 'The endpoint is part of SCIM but not of this service.' },
  misconfigured: {
    status: 500,
    when: "The realm's SCIM configuration names something that Keycloak does not have, or must not give; or its user profile would lose what is to be written, or keeps a user from being disabled; or every new user would administer the realm: an operator has to look. Nothing was written, but that a leaver's sessions are ended and, where Keycloak lets it, the leaver is disabled.",
  },
  keycloakRejected: {
    status: 502,
    when: 'Keycloak refused a request of the bridge, or gave an answer that makes no sense: an operator has to look.',
  },
  realmUnavailable: {
    status: 503,
    when: 'The credential is good, but the realm cannot be served at present: the bridge cannot sign in to it or may not read it, or its configuration has a mistake. An operator has to look at `realm-config status`; try again after Retry-After.',
  },
  keycloakUnavailable: { status: 503, when: 'Keycloak does not answer; try again after Retry-After.' },
  braked: {
    status: 503,
    when: 'More users left at once than the realm allows, and the realm holds deactivations until an operator looks; try again after Retry-After.',
  },
  keysUnavailable: {
    status: 503,
    when: 'The keys of a trusted issuer cannot be had, so that its tokens cannot be checked; try again after Retry-After.',
  },
  keycloakTimeout: { status: 504, when: 'Keycloak took too long.' },
  internal: { status: 500, when: 'A defect of the bridge; the log has it under the request id.' },
} as const satisfies Record<string, { status: number; scimType?: string; when: string }>;

/** The stable code of an error. */
export type ErrorCode = keyof typeof ERRORS;

/** An error that is answered to the client as a SCIM error message. */
export class ScimError extends Error {
  readonly code: ErrorCode;
  /** Extra response headers, such as `Allow` or `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
  /** A hint for the operator, which goes to the log and not to the client. */
  readonly hint: string | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { headers?: Record<string, string>; hint?: string; cause?: unknown } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ScimError';
    this.code = code;
    this.headers = options.headers ?? {};
    this.hint = options.hint;
  }

  /** The HTTP status of this error. */
  get status(): number {
    return ERRORS[this.code].status;
  }

  /** The message body of this error (RFC 7644 §3.12); `status` is a string there. */
  toBody(): JsonObject {
    const entry: { status: number; scimType?: string } = ERRORS[this.code];
    return {
      schemas: [ERROR_URN],
      ...(entry.scimType === undefined ? {} : { scimType: entry.scimType }),
      detail: this.message,
      status: String(entry.status),
    };
  }
}

/** Describes a value in an error: the kind of an array or object, the text of a scalar, shortened. */
export function show(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57).replace(/[\ud800-\udbff]$/, '')}..."` : text;
}
