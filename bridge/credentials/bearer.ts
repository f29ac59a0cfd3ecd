/** The token of an Authorization header, or what is wrong with the header; told from the header alone. */
export type Bearer = { readonly token: string } | { readonly problem: string };

/** Reads `Authorization: Bearer <token>` (RFC 6750 §2.1). */
export function readBearer(header: string | undefined): Bearer {
  if (header === undefined || header.trim() === '') {
    return { problem: 'Send "Authorization: Bearer <token>".' };
  }
  const [scheme = '', ...rest] = header.trim().split(/\s+/);
  if (scheme.toLowerCase() !== 'bearer') {
    return {
      problem: 'The Authorization header must be "Bearer <token>", with the word Bearer before the token.',
    };
  }
  if (rest[0]?.toLowerCase() === 'bearer') {
    return {
      problem: 'The Authorization header says "Bearer" twice; leave the word out where the token is pasted.',
    };
  }
  const [token] = rest;
  if (token === undefined) return { problem: 'There is no token after "Bearer".' };
  if (rest.length > 1)
    return { problem: 'The token holds a blank; it was perhaps pasted with a line break.' };
  if (/^["'].*["']$/.test(token)) return { problem: 'The token is in quotes; leave them out.' };
  return { token };
}
