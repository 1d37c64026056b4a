import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Addresses are relative to the page, which may lie below a prefix.
  base: './',
  // Nothing is fetched from elsewhere and nothing stands in the page itself: the service's content security policy allows neither.
  build: { outDir: '../dist/web', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900 },
  server: { proxy: { '/graphql': 'http://localhost:3000' } },
});
