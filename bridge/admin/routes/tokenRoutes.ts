import { mintToken, type MintedToken, type TokenWish } from '../../credentials/static/createToken.ts';
import { isObject, type Json } from '../../../scim/json.ts';
import { readTenantConfig, type StoredToken } from '../../tenants/config.ts';
import {
  additionOf,
  isUsable,
  MAX_TOKENS,
  revocationOf,
  rotationOf,
  statusOf,
} from '../../tenants/tokens.ts';
import type { NewToken, ShownToken } from '../contract.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import { listOf, NEW_TOKEN, ROTATION, TOKEN, TOKEN_WISH } from '../schemas.ts';

/** A token as it is shown, without its digest. */
function shown(token: StoredToken, lastUses?: ReadonlyMap<string, number>): ShownToken {
  const { sha256, readOnly = false, ...rest } = token;
  const used = lastUses?.get(token.id);
  return {
    ...rest,
    readOnly,
    status: statusOf(token),
    ...(used === undefined ? {} : { lastUsed: new Date(used).toISOString() }),
  };
}

const tokensOf = ({ client }: AdminRequest): readonly StoredToken[] =>
  readTenantConfig(client.attributes).tokens;

function find(request: AdminRequest): StoredToken {
  const { id = '' } = request.params;
  const token = tokensOf(request).find((one) => one.id === id);
  if (token === undefined)
    throw new Problem('notFound', `The realm has no static token "${id.slice(0, 60)}".`);
  return token;
}

/** What is wanted of a new token. */
function wishOf(body: Json | undefined): Partial<TokenWish> & { readonly grace?: number } {
  const { label, expires, readOnly, source, grace } = (isObject(body) ? body : {}) as {
    label?: string;
    expires?: string;
    readOnly?: boolean;
    source?: string;
    grace?: number;
  };
  const end = expires === undefined ? undefined : new Date(expires);
  if (end !== undefined && !(end.getTime() > Date.now())) {
    throw new Problem('malformed', '"expires" must be a moment in the future.');
  }
  return {
    ...(label === undefined ? {} : { label }),
    ...(end === undefined ? {} : { expires: end }),
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(source === undefined ? {} : { source }),
    ...(grace === undefined ? {} : { grace }),
  };
}

function refuseTooMany(request: AdminRequest): void {
  if (tokensOf(request).filter((token) => isUsable(token)).length < MAX_TOKENS) return;
  throw new Problem('conflict', `The realm has ${MAX_TOKENS} tokens that can be used; revoke one first.`);
}

const made = ({ id, token, record }: MintedToken): NewToken => ({ ...shown({ id, ...record }), token });

/** The routes of a realm's static tokens. */
export const TOKEN_ROUTES: readonly AdminRoute[] = [
  route('GET /tokens', {
    operationId: 'listTokens',
    summary: 'The static tokens of the realm, revoked ones as well; never the tokens themselves.',
    rights: 'view-clients',
    answers: { 200: { description: 'The tokens.', schema: listOf(TOKEN) } },
    handle: async (request) => {
      const lastUses = await request.tools.journal.lastUses(request.realm).catch(() => undefined);
      return { status: 200, body: tokensOf(request).map((token) => shown(token, lastUses)) };
    },
  }),
  route('POST /tokens', {
    operationId: 'createToken',
    changes: true,
    summary: 'Makes a static token, which is shown once.',
    rights: 'manage-clients',
    body: TOKEN_WISH,
    answers: { 201: { description: 'The token.', schema: NEW_TOKEN } },
    handle: async (request) => {
      const { realm, caller, client, body } = request;
      refuseTooMany(request);
      const { label = '', ...wish } = wishOf(body);
      const minted = mintToken(realm, { label, ...wish });
      await caller.setClientAttributes(client.id, additionOf(minted));
      return { status: 201, body: made(minted), audit: `Static token ${minted.id} made.` };
    },
  }),
  route('POST /tokens/{id}/rotation', {
    operationId: 'rotateToken',
    changes: true,
    summary: 'Makes a token in the place of another, which stops at once or after a grace period.',
    rights: 'manage-clients',
    body: ROTATION,
    answers: { 201: { description: 'The new token.', schema: NEW_TOKEN } },
    handle: async (request) => {
      const { realm, caller, client, body } = request;
      const old = find(request);
      if (!isUsable(old)) {
        throw new Problem('conflict', `This token is ${statusOf(old)}; make a new one instead.`);
      }
      const { grace = 0, ...wish } = wishOf(body);
      const { minted, changes } = rotationOf(realm, old, wish, grace);
      await caller.setClientAttributes(client.id, changes);
      const end = grace === 0 ? 'at once' : `in ${grace} s`;
      return {
        status: 201,
        body: made(minted),
        audit: `Static token ${old.id} rotated: ${minted.id} takes its place, the old one ends ${end}.`,
      };
    },
  }),
  route('DELETE /tokens/{id}', {
    operationId: 'revokeToken',
    changes: true,
    summary: 'Revokes a static token at once.',
    rights: 'manage-clients',
    answers: { 204: { description: 'It is revoked.' } },
    handle: async (request) => {
      const { caller, client } = request;
      const { id } = find(request);
      await caller.setClientAttributes(client.id, revocationOf([id]));
      return { status: 204, audit: `Static token ${id} revoked.` };
    },
  }),
];
