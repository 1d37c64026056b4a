import { Command } from 'commander';

// Each command is loaded when it is called: measuring an image must not load Nest.
const program = new Command('sarcolens')
  .description('Radiomics decision support for soft-tissue sarcoma.')
  .showHelpAfterError('(add --help for what is expected)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await program.parseAsync();
