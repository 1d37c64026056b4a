#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 11)) {
  process.stderr.write(`sarcolens: Node ${process.versions.node} is running it, 24.11 or newer was expected; start it with npx or npm run in the checkout.\n`);
  process.exit(1);
}
enableCompileCache?.();
await import('../dist/src/cli.js');
