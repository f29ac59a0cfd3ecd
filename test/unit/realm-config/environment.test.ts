import { createEnvironment, type Variables } from '../../../realm-config/environment.ts';

const consoleUrl = (variables: Variables): string => createEnvironment(variables).consoleUrl();

const PUBLIC_URL = 'https://scim.example.test';
const MANAGEMENT_URL = 'http://localhost:4001';

describe('the address of the console', () => {
  it('is that of the management port, unless the bridge serves it under its public URL too', () => {
    expect(consoleUrl({})).toBe('http://localhost:3001');
    expect(consoleUrl({ PUBLIC_URL, MANAGEMENT_URL })).toBe(MANAGEMENT_URL);
    expect(consoleUrl({ PUBLIC_URL, MANAGEMENT_URL, ADMIN_API_PUBLIC: 'false' })).toBe(MANAGEMENT_URL);
    expect(consoleUrl({ PUBLIC_URL, MANAGEMENT_URL, ADMIN_API_PUBLIC: 'true' })).toBe(PUBLIC_URL);
    expect(consoleUrl({ ADMIN_API_PUBLIC: 'true' })).toBe('http://localhost:3000');
  });

  it('is the one that the environment sets, whoever serves it', () => {
    const CONSOLE_URL = 'https://console.example.test/';
    expect(consoleUrl({ CONSOLE_URL, PUBLIC_URL, ADMIN_API_PUBLIC: 'true' })).toBe(
      'https://console.example.test',
    );
  });

  it('is refused where the setting of the bridge that decides on it is none', () => {
    expect(() => consoleUrl({ ADMIN_API_PUBLIC: 'yes' })).toThrow(
      expect.objectContaining({ mistakes: ['ADMIN_API_PUBLIC must be one of true, false, not "yes".'] }),
    );
  });
});
