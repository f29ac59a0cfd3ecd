import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './compressed.ts';

/** The bridge writes where the assets are into the page, so that the console works below any path. */
export default defineConfig({
  base: './',
  plugins: [react(), compressed()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    sourcemap: false,
    // Data URLs of fonts and images would be part of the first load.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    // Hides the list of the slowest plugins, which looks like a warning.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
