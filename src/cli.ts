import { Command, Option } from 'commander';
import type { ExtractOptions } from './commands/extract.js';

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
  .action(async (options: ExtractOptions) => { process.exitCode = await (await import('./commands/extract.js')).extract(options); });

program.command('serve').description('Answer at every HTTP door; with the embedded database, analyse as well.')
  .action(async () => { process.exitCode = await (await import('./commands/serve.js')).runServe(); });

program.command('worker').description('Take analyses from the queue (PostgreSQL only).')
  .action(async () => { process.exitCode = await (await import('./commands/work.js')).runWorker(); });

program.command('migrate').description('Bring the database to the newest schema.')
  .action(async () => { process.exitCode = await (await import('./commands/migrate.js')).runMigrate(); });

program.command('reanalyse').argument('<result>', 'id of a stored result').description('Analyse again what a result came from, and say whether the same bits come out.')
  .action(async (id: string) => { process.exitCode = await (await import('./commands/reanalyse.js')).runReanalyse(id); });

const audit = program.command('audit').description('The chain of everything that was seen and done.');
audit.command('verify').description('Find every event that was changed, is missing or was moved.')
  .action(async () => { process.exitCode = await (await import('./commands/audit.js')).runAuditVerify(); });
audit.command('export').description('Print every event as a line of JSON.')
  .action(async () => { process.exitCode = await (await import('./commands/audit.js')).runAuditExport(); });

await program.parseAsync();
