import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGuarded } from '../../../dev/guarded.ts';
import { SetupError } from '../../../dev/setupError.ts';
import { makeCertificates } from './certificates.ts';

const PROXIES = path.join(import.meta.dirname, '..', '..', '..', 'docker', 'proxies');

/** The proxies whose configuration is tried. */
export const PROXY_NAMES = ['nginx', 'caddy', 'haproxy'] as const;

/** The name of a proxy, which is also that of its program and of its Debian package. */
export type ProxyName = (typeof PROXY_NAMES)[number];

/** What a proxy's configuration is tried with. */
interface Place {
  /** Host and port. */
  readonly bridge: string;
  readonly keycloak: string;
  readonly port: number;
  /** For everything that the proxy writes; has the files `cert.pem`, `key.pem` and `both.pem`. */
  readonly folder: string;
}

/** A program with its arguments and variables. */
interface Program {
  readonly command: string[];
  readonly variables?: Readonly<Record<string, string>>;
}

/** Reads a configuration, with other texts in the place of some, each of which must be there. */
async function configuration(name: string, changes: readonly (readonly [string, string])[]): Promise<string> {
  let text = await readFile(path.join(PROXIES, name), 'utf8');
  for (const [printed, actual] of changes) {
    if (!text.includes(printed)) throw new Error(`There is no "${printed}" in ${name}`);
    text = text.replaceAll(printed, actual);
  }
  return text;
}

/** How each proxy is started with its configuration. */
const PROGRAMS: Readonly<Record<ProxyName, (place: Place) => Promise<Program>>> = {
  async nginx({ bridge, keycloak, port, folder }) {
    const server = await configuration('nginx.conf', [
      ['listen 443', `listen 127.0.0.1:${port}`],
      ['/etc/ssl/id.example.com/fullchain.pem', path.join(folder, 'cert.pem')],
      ['/etc/ssl/id.example.com/privkey.pem', path.join(folder, 'key.pem')],
      ['127.0.0.1:3000', bridge],
      ['127.0.0.1:8080', keycloak],
    ]);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (what) => `${what}_temp_path ${folder}/${what};`,
    );
    const file = path.join(folder, 'nginx.conf');
    await writeFile(
      file,
      `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr; events {}
      http { access_log off; ${temporary.join(' ')} ${server} }`,
    );
    return { command: ['nginx', '-c', file, '-p', folder, '-e', 'stderr'] };
  },
  async caddy({ bridge, keycloak, port, folder }) {
    const file = path.join(folder, 'Caddyfile');
    // As it is, but that no administration port is opened, and that the machine does not learn to trust Caddy's CA.
    const options = '{\nadmin off\nskip_install_trust\nauto_https disable_redirects\n}\n';
    await writeFile(file, options + (await configuration('Caddyfile', [])));
    return {
      command: ['caddy', 'run', '--config', file, '--adapter', 'caddyfile'],
      variables: {
        PUBLIC_HOST: `localhost:${port}`,
        BRIDGE: bridge,
        KEYCLOAK: keycloak,
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
        HOME: folder,
      },
    };
  },
  async haproxy({ bridge, keycloak, port, folder }) {
    const file = path.join(folder, 'haproxy.cfg');
    const text = await configuration('haproxy.cfg', [
      ['bind :443', `bind 127.0.0.1:${port}`],
      ['/etc/ssl/id.example.com/haproxy.pem', path.join(folder, 'both.pem')],
      ['127.0.0.1:3000', bridge],
      ['127.0.0.1:8080', keycloak],
    ]);
    await writeFile(file, text);
    return { command: ['haproxy', '-db', '-f', file] };
  },
};

/** A proxy of the kind that operators run. */
export interface RealProxy {
  /** Its address, with TLS, by the name `localhost`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Whether a port takes connections with TLS; Caddy takes connections before it has its certificate. */
const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
    const settle = (is: boolean) => () => {
      socket.destroy();
      resolve(is);
    };
    socket.on('secureConnect', settle(true)).on('error', settle(false));
  });

/** Starts a proxy with its configuration of `docker/proxies`, before a bridge and a Keycloak. */
export async function startRealProxy(
  name: ProxyName,
  port: number,
  { bridge, keycloak }: { readonly bridge: string; readonly keycloak: string },
): Promise<RealProxy> {
  const folder = await mkdtemp(path.join(tmpdir(), `${name}-`));
  const { cert, key } = (await makeCertificates()).good;
  await writeFile(path.join(folder, 'cert.pem'), cert);
  await writeFile(path.join(folder, 'key.pem'), key);
  await writeFile(path.join(folder, 'both.pem'), `${cert}\n${key}\n`);
  const place = { bridge: new URL(bridge).host, keycloak: new URL(keycloak).host, port, folder };
  const { command, variables } = await PROGRAMS[name](place);
  const proxy = startGuarded(command, { cwd: folder, env: { PATH: process.env.PATH ?? '', ...variables } });
  const close = async (): Promise<void> => {
    await proxy.stop();
    await rm(folder, { recursive: true, force: true });
  };
  while (!(await accepts(port))) {
    const code = await Promise.race([proxy.ended, sleep(50)]);
    if (code === undefined) continue;
    await close();
    throw new SetupError(
      code === 127
        ? `The configuration of ${name} is tried with ${name}: install it (Debian: apt-get install ${name}).`
        : `${name} ended with ${code}:\n${proxy.lastWords()}`,
    );
  }
  return { url: `https://localhost:${port}`, close };
}
