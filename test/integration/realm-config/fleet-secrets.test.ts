import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openFleetFixture, type FleetFixture } from '../../support/fixtures/fleetFixture.ts';
import { startSmtpSink, type SmtpSink } from '../../support/servers/smtp.ts';

let fleet: FleetFixture;
let smtp: SmtpSink;

beforeAll(async () => {
  smtp = await startSmtpSink();
});
afterAll(() => smtp.close());

beforeEach(async () => {
  fleet = await openFleetFixture();
});
afterEach(() => fleet.close());

/** Lets Keycloak send a mail, and returns how it signed in to the mail server. */
async function signInOfMail(realm: string): Promise<string | undefined> {
  const user = { username: 'ann', email: 'ann@example.test', enabled: true };
  const [{ id = '' } = {}] = await fleet.admin.users.find({ realm, username: 'ann' });
  const userId = id === '' ? (await fleet.admin.users.create({ realm, ...user })).id : id;
  await fleet.admin.users.executeActionsEmail({ realm, id: userId, actions: ['UPDATE_PASSWORD'] });
  return smtp.signIns.at(-1);
}

const FIRST = { SMTP_PASSWORD: 'first-password' };
const SECOND = { SMTP_PASSWORD: 'second-password' };

describe('the mail server of a document', () => {
  it('is planned, applied and left alone, and its password changes when the document has another one', async () => {
    const realm = await fleet.realmOfOthers({ smtpServer: { host: 'old.test', from: 'old@example.test' } });
    const smtpServer = {
      host: '127.0.0.1',
      port: smtp.port,
      from: 'acme@example.test',
      ...{ ssl: false, auth: true, user: 'acme', password: 'env:SMTP_PASSWORD' },
    };
    const file = await fleet.write('acme.json', {
      realm,
      settings: { smtpServer },
      lifecycle: { onboarding: { invitation: {} } },
    });
    const planFile = path.join(fleet.folder, 'acme.plan');
    const planned = await fleet.realmConfigWith(FIRST, 'plan', file, '--out', planFile);
    expect(planned.code).toBe(2);
    expect(planned.stdout).toContain(`
  ~ realm settings
      smtpServer.host: old.test -> 127.0.0.1
      smtpServer.port: ${smtp.port}
      smtpServer.from: old@example.test -> acme@example.test
      smtpServer.auth: true
      smtpServer.user: acme
      smtpServer.password: (changed)
`);
    expect(planned.stdout).not.toContain('no mail server');
    expect(planned.stdout + (await readFile(planFile, 'utf8'))).not.toContain(FIRST.SMTP_PASSWORD);
    const applied = await fleet.realmConfigWith(FIRST, 'apply', planFile, '--yes');
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).not.toContain(FIRST.SMTP_PASSWORD);
    expect(await signInOfMail(realm)).toBe('acme:first-password');

    fleet.proxy.reset();
    expect(await fleet.realmConfigWith(FIRST, 'apply', file, '--yes')).toMatchObject({
      code: 0,
      stdout: `Realm ${realm}: nothing to do\n`,
    });
    expect(fleet.writes()).toEqual([]);

    // A change of the password alone is not what the plan says.
    expect(await fleet.realmConfigWith(SECOND, 'apply', planFile, '--yes')).toMatchObject({ code: 4 });
    expect(await signInOfMail(realm)).toBe('acme:first-password');
    expect(await fleet.realmConfigWith(SECOND, 'apply', file, '--yes')).toMatchObject({ code: 0 });
    expect(await signInOfMail(realm)).toBe('acme:second-password');
    expect(await fleet.realmConfigWith(SECOND, 'plan', file)).toMatchObject({ code: 0 });
    const back = await fleet.realmConfigWith(FIRST, 'drift', file);
    expect(back.code).toBe(2);
    expect(back.stdout).toMatch(
      /\n {2}~ realm settings {2}\(changed last by .*\)\n {6}smtpServer\.password: \(changed\)\n/,
    );
    const exported = await fleet.realmConfigWith(SECOND, 'export', realm);
    expect(exported.stdout).not.toMatch(/smtp|password/);
  });

  it('keeps what the document does not name', async () => {
    const theirs = { host: 'old.test', from: 'a@example.test', auth: 'true', user: 'u', password: 'theirs' };
    const realm = await fleet.realmOfOthers({ smtpServer: { ...theirs, replyTo: 'help@example.test' } });
    const smtpServer = { host: '127.0.0.1', port: smtp.port, from: 'a@example.test' };
    const file = await fleet.write('acme.json', { realm, settings: { smtpServer } });
    await fleet.realmConfig('apply', file, '--yes');
    expect((await fleet.admin.realms.findOne({ realm }))?.smtpServer).toEqual({
      ...{ ...theirs, replyTo: 'help@example.test', password: '**********' },
      ...{ host: '127.0.0.1', port: String(smtp.port) },
    });
    expect(await signInOfMail(realm)).toBe('u:theirs');
  });
});

describe('the secret of an identity provider', () => {
  it('is written anew when the document has another one, and only then', async () => {
    const realm = await fleet.realmOfOthers();
    const config = { clientId: 'c', clientSecret: 'env:IDP_SECRET', tokenUrl: 'https://login.test/token' };
    const file = await fleet.write('acme.json', {
      realm,
      identityProviders: [{ alias: 'corp', kind: 'oidc', config }],
    });
    await fleet.realmConfig('apply', file, '--yes');
    expect(await fleet.realmConfig('plan', file)).toMatchObject({ code: 0 });
    const rotated = { IDP_SECRET: 'rotated-secret' };
    expect((await fleet.realmConfigWith(rotated, 'plan', file)).stdout).toContain(
      '  ~ identity provider corp\n      clientSecret: (changed)\n',
    );
    await fleet.realmConfigWith(rotated, 'apply', file, '--yes');
    expect(await fleet.realmConfigWith(rotated, 'plan', file)).toMatchObject({ code: 0 });
    expect(await fleet.realmConfig('plan', file)).toMatchObject({ code: 2 });
  });
});
