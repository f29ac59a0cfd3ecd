import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

/** Files that compress well. */
const COMPRESSIBLE = /\.(js|css|svg)$/;

/** Writes each asset beside itself as Brotli, so that the bridge compresses nothing while it serves. */
export const compressed = (): Plugin => ({
  name: 'compressed-assets',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (!COMPRESSIBLE.test(file.fileName)) continue;
        const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        const source = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
        this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source });
      }
    },
  },
});
