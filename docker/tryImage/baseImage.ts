import { copyFile, cp, mkdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../dev/guarded.ts';
import { SetupError } from '../../dev/setupError.ts';
import { succeed } from './command.ts';
import type { Engine } from './engine.ts';

const RELEASE = 'bookworm';
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Makes an image that stands for `node:24-slim` where no registry of images is reached: Debian from debootstrap, with
 * the Node.js that runs this, the npm of this machine, and the certificates that it trusts.
 */
export async function makeBaseImage(engine: Engine, folder: string, name: string): Promise<void> {
  if (process.getuid?.() !== 0 || (await run(['debootstrap', '--version'])).code !== 0) {
    throw new SetupError(
      'A base image is made with debootstrap, as root (Debian: apt-get install debootstrap). Or name one with --base, such as node:24-slim.',
    );
  }
  await succeed(['debootstrap', '--variant=minbase', RELEASE, folder]);
  const local = join(folder, 'usr', 'local');
  await copyFile(process.execPath, join(local, 'bin', 'node'));
  const npm = dirname(dirname(await realpath(await succeed(['sh', '-c', 'command -v npm']))));
  await cp(npm, join(local, 'lib', 'node_modules', 'npm'), { recursive: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin', 'npm'));
  await mkdir(join(folder, dirname(CERTIFICATES)), { recursive: true });
  await copyFile(CERTIFICATES, join(folder, CERTIFICATES));
  const archive = `${folder}.tar`;
  await succeed(['tar', '--create', '--file', archive, '--directory', folder, '.']);
  await engine.docker('import', '--change', `ENV NODE_EXTRA_CA_CERTS=${CERTIFICATES}`, archive, name);
}
