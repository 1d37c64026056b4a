import { Command, Option } from 'commander';

// Each command is loaded when it is called: measuring an image must not load Nest.
const program = new Command('sarcolens')
  .description('Radiomics decision support for soft-tissue sarcoma.')
  .showHelpAfterError('(add --help for what is expected)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

program.command('extract')
  .description('Measure one region of one image.')
  .requiredOption('--image <path>', 'DICOM series folder or NIfTI file')
  .requiredOption('--mask <path>', 'SEG, RTSTRUCT or NIfTI file, or a folder that holds one')
  .option('--roi <name|number>', 'region of the mask; needed when it holds several')
  .option('--config <file>', 'settings as JSON; without it the image as it is, 32 bins, merged 3D matrices, all families')
  .addOption(new Option('--format <format>', 'of the answer').choices(['json', 'csv']).default('json'))
  .option('--out <file>', 'where to write the answer, instead of standard output')
  .option('--threads <n>', 'worker threads; the numbers do not depend on it', '1')
  .action(async (options) => { process.exitCode = await (await import('./commands/extract.js')).extract(options); });

await program.parseAsync();
