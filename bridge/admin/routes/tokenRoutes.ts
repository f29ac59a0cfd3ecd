import { message } from '../../../documents/text.ts';
import { createToken, type CreatedToken, type TokenOptions } from '../../credentials/static/createToken.ts';
import { isObject, type Json } from '../../../scim/json.ts';
import { readTenantConfig, type StoredToken } from '../../tenants/config.ts';
import {
  additionOf,
  endsSoon,
  forgettable,
  isUsable,
  MAX_TOKENS,
  removalOf,
  revocationOf,
  rotationOf,
  statusOf,
  type AttributeChanges,
} from '../../tenants/tokens.ts';
import type { NewToken, TokenSummary } from '../contract.ts';
import { expiryOf } from '../expiry.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { listOf, NEW_TOKEN, ROTATION, TOKEN, TOKEN_OPTIONS } from '../schemas.ts';

/** A token without its digest. */
function summaryOf(token: StoredToken, lastUses?: ReadonlyMap<string, number>): TokenSummary {
  const { sha256, readOnly = false, ...rest } = token;
  const lastUse = lastUses?.get(token.id);
  return {
    ...rest,
    readOnly,
    status: statusOf(token),
    ...(lastUse === undefined ? {} : { lastUsed: new Date(lastUse).toISOString() }),
  };
}

/** The tokens of the realm, the oldest first. */
const tokensOf = ({ client }: AdminRequest): readonly StoredToken[] =>
  readTenantConfig(client.attributes).tokens.toSorted(
    (a, b) => compareTexts(a.created, b.created) || compareTexts(a.id, b.id),
  );

const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** Finds the token that the path names; throws `notFound` if there is none. */
function findToken(request: AdminRequest): StoredToken {
  const { id = '' } = request.params;
  const token = tokensOf(request).find((storedToken) => storedToken.id === id);
  if (token === undefined)
    throw new Problem('notFound', `The realm has no static token "${id.slice(0, 60)}".`);
  return token;
}

/** Reads the properties of a new token; throws if it would have expired. */
function optionsOf(body: Json | undefined): Partial<TokenOptions> & { readonly grace?: number } {
  const { label, expires, readOnly, source, grace } = (isObject(body) ? body : {}) as {
    label?: string;
    expires?: string;
    readOnly?: boolean;
    source?: string;
    grace?: number;
  };
  const expiry = expiryOf(expires);
  return {
    ...(label === undefined ? {} : { label }),
    ...(expiry === undefined ? {} : { expires: expiry }),
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(source === undefined ? {} : { source }),
    ...(grace === undefined ? {} : { grace }),
  };
}

function refuseTooMany(request: AdminRequest): void {
  if (tokensOf(request).filter((token) => isUsable(token)).length < MAX_TOKENS) return;
  throw new Problem('conflict', `The realm has ${MAX_TOKENS} tokens that can be used; revoke one first.`);
}

const newToken = ({ id, token, record }: CreatedToken): NewToken => ({
  ...summaryOf({ id, ...record }),
  token,
});

/** Writes changes of tokens, and forgets tokens that ended long ago. */
async function writeTokens(request: AdminRequest, changes: AttributeChanges): Promise<void> {
  const { caller, client } = request;
  const forgotten = removalOf(forgettable(tokensOf(request)));
  await caller.setClientAttributes(client.id, { ...forgotten, ...changes });
}

/** The routes of a realm's static tokens. */
export const TOKEN_ROUTES: readonly AdminRoute[] = [
  route('GET /tokens', {
    operationId: 'listTokens',
    summary: 'The static tokens of the realm, also revoked ones, without their text.',
    rights: 'view-clients',
    answers: { 200: { description: 'The tokens.', schema: listOf(TOKEN) } },
    handle: async (request) => {
      const lastUses = await request.tools.journal.lastUses(request.realm).catch(() => undefined);
      return { status: 200, body: tokensOf(request).map((token) => summaryOf(token, lastUses)) };
    },
  }),
  route('POST /tokens', {
    operationId: 'createToken',
    changes: true,
    summary: 'Creates a static token, whose text is returned only once.',
    rights: 'manage-clients',
    body: TOKEN_OPTIONS,
    answers: { 201: { description: 'The token.', schema: NEW_TOKEN } },
    handle: async (request) => {
      const { realm, body, tools } = request;
      refuseTooMany(request);
      const { label = '', ...options } = optionsOf(body);
      const created = createToken(realm, { label, ...options });
      await writeTokens(request, additionOf(created));
      tools.rememberToken({ realm, id: created.id, label }, created.token);
      return {
        status: 201,
        body: newToken(created),
        audit: message('Static token "{label}" ({id}) made.', { label, id: created.id }),
      };
    },
  }),
  route('POST /tokens/{id}/rotation', {
    operationId: 'rotateToken',
    changes: true,
    summary: 'Creates a token that replaces another, which expires at once or after a grace period.',
    rights: 'manage-clients',
    body: ROTATION,
    answers: { 201: { description: 'The new token.', schema: NEW_TOKEN } },
    handle: async (request) => {
      const { realm, body, tools } = request;
      const old = findToken(request);
      if (!isUsable(old)) {
        throw new Problem('conflict', `This token is ${statusOf(old)}; make a new one instead.`);
      }
      const { grace = 0, ...options } = optionsOf(body);
      const { minted, changes } = rotationOf(realm, old, options, grace);
      await writeTokens(request, changes);
      tools.rememberToken({ realm, id: minted.id, label: minted.record.label }, minted.token);
      const values = { label: old.label, id: old.id, newId: minted.id };
      return {
        status: 201,
        body: newToken(minted),
        audit:
          grace === 0
            ? message(
                'Static token "{label}" ({id}) rotated: {newId} takes its place, the old one ends at once.',
                values,
              )
            : message(
                'Static token "{label}" ({id}) rotated: {newId} takes its place, the old one ends in {seconds} s.',
                { ...values, seconds: grace },
              ),
      };
    },
  }),
  route('DELETE /tokens/{id}', {
    operationId: 'revokeToken',
    changes: true,
    summary: 'Revokes a static token at once.',
    rights: 'manage-clients',
    query: [
      {
        name: 'forget',
        description:
          'Whether to remove it altogether, so that lists show it no more; for tokens that end within an hour.',
        schema: { type: 'string', enum: ['true', 'false'] },
      },
    ],
    answers: { 204: { description: 'It is revoked.' } },
    handle: async (request) => {
      const token = findToken(request);
      const { id, label } = token;
      if (request.query.forget === 'true') {
        if (!endsSoon(token)) {
          throw new Problem('conflict', 'Only a token that ends within an hour can be forgotten; revoke it.');
        }
        await writeTokens(request, removalOf([id]));
        return {
          status: 204,
          audit: message('Static token "{label}" ({id}) revoked and forgotten.', { label, id }),
        };
      }
      if (statusOf(token) === 'revoked') return { status: 204, isUnchanged: true };
      await writeTokens(request, revocationOf([id]));
      return { status: 204, audit: message('Static token "{label}" ({id}) revoked.', { label, id }) };
    },
  }),
];
