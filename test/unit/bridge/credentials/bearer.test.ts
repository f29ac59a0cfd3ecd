import { readBearer } from '../../../../bridge/credentials/bearer.ts';

describe('readBearer', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER\tabc  ', 'abc'],
    ['  Bearer   scim_a-b_c.d~e+f/g== ', 'scim_a-b_c.d~e+f/g=='],
    ['Bearer "abc', '"abc'],
  ])('%j', (header, token) => {
    expect(readBearer(header)).toEqual({ token });
  });

  it.each([
    [undefined, 'Send "Authorization: Bearer <token>".'],
    ['', 'Send "Authorization: Bearer <token>".'],
    ['  ', 'Send "Authorization: Bearer <token>".'],
    ['abc', 'The Authorization header must be "Bearer <token>", with the word Bearer before the token.'],
    [
      'non-token',
      'The Authorization header must be "Bearer <token>", with the word Bearer before the token.',
    ],
    [
      'Basic YTpi',
      'The Authorization header must be "Bearer <token>", with the word Bearer before the token.',
    ],
    [
      'Bearer:abc',
      'The Authorization header must be "Bearer <token>", with the word Bearer before the token.',
    ],
    [
      'Bearer Bearer abc',
      'The Authorization header says "Bearer" twice; leave the word out where the token is pasted.',
    ],
    [
      'Bearer bearer',
      'The Authorization header says "Bearer" twice; leave the word out where the token is pasted.',
    ],
    ['Bearer', 'There is no token after "Bearer".'],
    ['bearer ', 'There is no token after "Bearer".'],
    ['Bearer ab c', 'The token holds a blank; it was perhaps pasted with a line break.'],
    ['Bearer "abc"', 'The token is in quotes; leave them out.'],
    ["Bearer 'abc'", 'The token is in quotes; leave them out.'],
  ])('%j', (header, problem) => {
    expect(readBearer(header)).toEqual({ problem });
  });
});
