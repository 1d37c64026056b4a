import { defineConfig } from 'vite';

// A page's script as a user's bundler makes it, minified; where to, the test says (--outDir).
export default defineConfig({
  root: import.meta.dirname,
  build: { lib: { entry: 'page.ts', formats: ['iife'], name: 'sarcolensPage', fileName: () => 'page.js' }, emptyOutDir: true, minify: true },
});
