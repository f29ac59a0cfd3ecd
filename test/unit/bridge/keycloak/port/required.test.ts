import { KeycloakError } from '../../../../../bridge/keycloak/port/errors.ts';
import { required } from '../../../../../bridge/keycloak/port/required.ts';

describe('required', () => {
  it.each(['id', '', 0, false])('returns %j, which is there', (value) => {
    expect(required(value, 'a value')).toBe(value);
  });

  it.each([undefined, null])('throws an unexpected failure that names the value for %j', (value) => {
    const read = () => required(value, 'the id of a user');
    expect(read).toThrow(KeycloakError);
    expect(read).toThrow("Keycloak's answer lacks the id of a user");
    expect(read).toThrow(expect.objectContaining({ failure: 'unexpected' }));
  });
});
