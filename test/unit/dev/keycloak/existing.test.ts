import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existingKeycloak } from '../../../../dev/keycloak/existing.ts';

let status = 200;
let asked: string[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, answer) => {
    request.setEncoding('utf8').on('data', (body: string) => asked.push(`${request.url ?? ''} ${body}`));
    request.on('end', () => answer.writeHead(status).end('{}'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const environment = (base = url) => ({
  KEYCLOAK_URL: base,
  KEYCLOAK_ADMIN: 'root',
  KEYCLOAK_ADMIN_PASSWORD: 'se cret',
});

describe('a Keycloak named by KEYCLOAK_URL', () => {
  it('is not looked for when the variable is unset', async () => {
    expect(await existingKeycloak({})).toBeUndefined();
  });

  it('is taken once it accepts the administrator, and never stopped', async () => {
    status = 200;
    const keycloak = await existingKeycloak(environment(`${url}/`));
    expect(keycloak).toMatchObject({ url, adminUser: 'root', adminPassword: 'se cret' });
    expect(asked).toEqual([
      '/realms/master/protocol/openid-connect/token grant_type=password&client_id=admin-cli&username=root&password=se+cret',
    ]);
    await keycloak?.stop();
    expect(server.listening).toBe(true);
  });

  it('needs its administrator', async () => {
    await expect(existingKeycloak({ KEYCLOAK_URL: url, KEYCLOAK_ADMIN: 'root' })).rejects.toThrow(
      /^KEYCLOAK_URL is set: set KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD too/,
    );
  });

  it('says when the administrator is refused', async () => {
    status = 401;
    await expect(existingKeycloak(environment())).rejects.toThrow(
      /refuses the administrator "root" \(401\): correct KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD\.$/,
    );
  });

  it('says when something else answers', async () => {
    status = 404;
    await expect(existingKeycloak(environment())).rejects.toThrow(
      /^There is no Keycloak at .*: correct KEYCLOAK_URL/,
    );
  });

  it('says when nothing answers', async () => {
    const gone = createServer();
    await once(gone.listen(0, '127.0.0.1'), 'listening');
    const { port } = gone.address() as AddressInfo;
    await once(gone.close(), 'close');
    await expect(existingKeycloak(environment(`http://127.0.0.1:${port}`))).rejects.toThrow(
      /^No Keycloak answers at .* \(ECONNREFUSED\): start it, or unset KEYCLOAK_URL\.$/,
    );
  });
});
