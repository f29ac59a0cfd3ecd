/**
 * Keeps what Node.js makes of TypeScript, beside the packages that npm has installed, so that a command starts in half
 * the time from the second one on. Where that folder cannot be written, nothing is kept. Plain JavaScript, because it is
 * loaded before any TypeScript. Not for the bridge, which starts seldom and would hold some 6 MB more.
 */
import { enableCompileCache, findPackageJSON } from 'node:module';
import path from 'node:path';

const packageFile = findPackageJSON(import.meta.url);

if (packageFile !== undefined) {
  enableCompileCache(path.join(path.dirname(packageFile), 'node_modules', '.cache', 'compiled'));
}
