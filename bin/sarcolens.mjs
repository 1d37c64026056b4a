#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 11)) {
  process.stderr.write(`sarcolens: Node ${process.versions.node} is running it, 24.11 or newer was expected; start it with npx or npm run in the checkout.\n`);
  process.exit(1);
}
await import('../dist/src/cli.js');
