import { CODE_OF_CHECK } from '../../../../realm-config/doctor/codes.ts';
import { testFindings } from '../../../../realm-config/doctor/outsideFindings.ts';
import { fail, pass, warning } from '../../../../bridge/connecting/finding.ts';
import { probe } from '../../../../realm-config/probe/probe.ts';
import { CYCLE_CHECKS } from '../../../../realm-config/probe/userCycle.ts';

const URL = 'https://id.example.com/realms/acme/scim/v2';

const FAILED_TEST = { provider: 'Acme', button: 'Try', passed: false, shows: 'No.', request: 'GET /Users' };

describe('findings from outside', () => {
  it('have a code for each check of a test', async () => {
    const { checks } = await probe({
      ...{ realm: 'acme', url: 'ftp://x', credential: undefined, withoutCredential: '' },
      ...{ withoutUser: 'none', observes: false, user: { userName: 'a', email: 'a' }, timeoutMs: 100 },
    });
    const names = checks
      .map(({ check }) => check)
      .filter((name) => !CYCLE_CHECKS.some((each) => each === name));
    expect([...new Set(names), 'token endpoint'].toSorted()).toEqual(Object.keys(CODE_OF_CHECK).toSorted());
  });

  it('are failures and warnings, each with the address that it is about', () => {
    const other = 'https://acme.example.com/realms/acme/scim/v2';
    const checks = [
      { check: 'name resolution', ...pass('192.0.2.1') },
      { check: 'TLS certificate', ...warning('The certificate ends soon.', 'Renew it.') },
      { check: 'route to the bridge', ...fail('The proxy answered 404.', 'Let it.'), url: other },
    ];
    expect(testFindings(URL, checks, [FAILED_TEST])).toEqual([
      {
        ...{ code: 'certificate', severity: 'warning', where: URL },
        ...{ evidence: 'The certificate ends soon.', remedy: 'Renew it.' },
      },
      {
        ...{ code: 'route', severity: 'error', where: other },
        ...{ evidence: 'The proxy answered 404.', remedy: 'Let it.' },
      },
    ]);
  });

  it('are what identity providers would show, if nothing explains it', () => {
    expect(testFindings(URL, [], [FAILED_TEST])).toMatchObject([
      { code: 'connectionTest', where: `${URL}, GET /Users`, evidence: 'Acme, Try: "No."' },
    ]);
  });
});
