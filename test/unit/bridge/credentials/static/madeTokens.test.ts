import { createMadeTokens } from '../../../../../bridge/credentials/static/madeTokens.ts';

const MADE = { realm: 'acme', id: 't1', label: 'Okta' };

describe('a static token that was made here', () => {
  it('is found when it was sent to another realm, not to its own', () => {
    const tokens = createMadeTokens();
    tokens.remember(MADE, 'scim_text');
    expect(tokens.findStray('scim_text', 'contoso')).toEqual(MADE);
    expect(tokens.findStray('scim_text', 'acme')).toBeUndefined();
    expect(tokens.findStray('scim_other', 'contoso')).toBeUndefined();
  });

  it('is found twenty times in a minute, however many realms it was sent to', () => {
    let time = 0;
    const tokens = createMadeTokens(() => time);
    tokens.remember(MADE, 'scim_text');
    const foundNow = () =>
      Array.from({ length: 100 }, (_none, at) => tokens.findStray('scim_text', `realm-${at}`)).filter(
        (made) => made !== undefined,
      );
    expect(foundNow()).toHaveLength(20);
    time = 60_000;
    expect(foundNow()).toHaveLength(20);
  });
});
