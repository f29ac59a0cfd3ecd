import { DEMO_HELP } from '../../../../dev/demo/options.ts';
import { clientText, operatorText, stepsText } from '../../../../dev/demo/screen.ts';

const step = {
  step: 'Password of a break-glass account',
  request: 'PATCH /Groups/{id}',
  status: 403,
  said: 'This is a sentence that an answer may say, and it is longer than a terminal is wide.',
  keycloak: 'enabled, ann.lee@example.com, Ann Young-Lee, department=Marketing, role scim-managed, in Sales',
};

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('the screen of the demo', () => {
  it('fits a terminal of 80 columns where it shows steps, and of 100 where it shows commands', () => {
    expect(widest(stepsText([step]))).toBeLessThanOrEqual(80);
    const scimUrl = 'http://127.0.0.1:35837/realms/globex-c8d4f7/scim/v2';
    expect(widest(clientText(scimUrl, 'x'.repeat(54)))).toBeLessThanOrEqual(80);
    const operator = operatorText({
      realm: 'acme-c8d4f7',
      plainRealm: 'initech-c8d4f7',
      publicUrl: 'http://127.0.0.1:35837',
      managementUrl: 'http://127.0.0.1:46063',
      bridgeSecret: 'x'.repeat(32),
      keycloakUrl: 'http://127.0.0.1:41087',
      adminUser: 'administrator',
      adminPassword: undefined,
    });
    expect(widest(operator)).toBeLessThanOrEqual(100);
    expect(widest(DEMO_HELP)).toBeLessThanOrEqual(100);
  });

  it('shows the user in Keycloak after the steps that changed it', () => {
    const keycloak = 'enabled, ann';
    const steps = [
      { ...step, said: '', keycloak: '-' },
      { ...step, said: '', keycloak },
      { ...step, said: '', keycloak },
    ];
    expect(
      stepsText(steps)
        .split('\n')
        .filter((line) => line.includes('Keycloak')),
    ).toEqual([`     Keycloak  ${keycloak}`]);
  });
});
