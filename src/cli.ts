import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import type { BatchOptions } from './commands/batch.js';
import type { ExtractOptions } from './commands/extract.js';
import type { FilterOptions } from './commands/filter.js';
import type { InspectOptions } from './commands/inspect.js';
import type { ModelOptions } from './commands/model.js';
import type { PerturbOptions } from './commands/perturb.js';
import type { PhantomOptions } from './commands/phantom.js';
import type { RegionsOptions } from './commands/regions.js';
import type { TrainOptions } from './commands/train.js';
import { intensities, nestedContours } from './volumes/types.js';

// Each command is loaded when it is called: measuring an image must not load Nest.
const program = new Command('sarcolens')
  .description('Radiomics decision support for soft-tissue sarcoma.')
  .showHelpAfterError('(add --help for what is expected)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

/** A command that reads the settings of the service; of several tenants it works for the one that is named. */
const onService = (command: Command): Command => command
  .option('--tenant <name>', 'which tenant, where the settings hold several')
  .hook('preAction', (_, called) => { const { tenant } = called.opts<{ readonly tenant?: string }>(); if (tenant !== undefined) process.env.SARCOLENS_TENANT = tenant; });

program.command('extract')
  .description('Measure one region of one image.')
  .requiredOption('--image <path>', 'DICOM series folder or NIfTI file')
  .requiredOption('--mask <path>', 'SEG, RTSTRUCT or NIfTI file, or a folder that holds one')
  .option('--roi <name|number>', 'region of the mask; needed when it holds several')
  .option('--config <file>', 'settings as JSON; without it the image as it is, 32 bins, merged 3D matrices, all families')
  .addOption(new Option('--intensity <kind>', 'what the voxels of DICOM stand for').choices(intensities).default('suv-bw-or-rescaled'))
  .option('--fraction-threshold <f>', 'the least fraction of a FRACTIONAL Segmentation that is inside, over 0 and at most 1', '0.5')
  .addOption(new Option('--nested-contours <rule>', 'contours within contours of an RTSTRUCT: holes (xor) or all inside (union)').choices(nestedContours).default('xor'))
  .option('--volume <n>', 'which volume of a series that holds several, from 1', Number)
  .addOption(new Option('--format <format>', 'of the answer').choices(['json', 'csv']).default('json'))
  .option('--out <file>', 'where to write the answer, instead of standard output')
  .option('--nifti <folder>', 'writes image and mask as they are measured there')
  .option('--threads <n>', 'worker threads; the numbers do not depend on it', '1')
  .action(async (options: ExtractOptions) => { process.exitCode = await (await import('./commands/extract.js')).extract(options); });

program.command('batch')
  .description('Measure every case of a manifest.')
  .requiredOption('--manifest <file>', 'CSV with the columns id, image, mask and perhaps roi; paths from its folder')
  .option('--config <file>', 'settings as JSON, as for extract')
  .requiredOption('--out <file>', 'where to write, a line per case in the order of the manifest')
  .addOption(new Option('--intensity <kind>', 'what the voxels of DICOM stand for').choices(intensities).default('suv-bw-or-rescaled'))
  .option('--fraction-threshold <f>', 'the least fraction of a FRACTIONAL Segmentation that is inside, over 0 and at most 1', '0.5')
  .addOption(new Option('--nested-contours <rule>', 'contours within contours of an RTSTRUCT: holes (xor) or all inside (union)').choices(nestedContours).default('xor'))
  .addOption(new Option('--format <format>', 'of the lines').choices(['jsonl', 'csv']).default('jsonl'))
  .option('--workers <n>', 'threads, each with a case of its own', String(availableParallelism()))
  .option('--resume', 'leave the cases alone that are in the file already')
  .action(async (options: BatchOptions) => { process.exitCode = await (await import('./commands/batch.js')).runBatch(options); });

program.command('perturb')
  .description('Say how far each feature moves under noise, another position and another contour, and how robust it is across cases.')
  .requiredOption('--manifest <file>', 'CSV with the columns id, image, mask and perhaps roi; paths from its folder')
  .requiredOption('--config <file>', 'settings as JSON, as for extract, with the chain under "perturbation"')
  .requiredOption('--out <file>', 'where to write the answer, as JSON')
  .option('--seed <n>', 'another seed, other noise and contours; the same seed, the same bits', '1')
  .option('--workers <n>', 'threads; the numbers do not depend on it', String(availableParallelism()))
  .action(async (options: PerturbOptions) => { process.exitCode = await (await import('./commands/perturb.js')).runPerturb(options); });

program.command('regions')
  .description('Make regions from a region: a ring around it, shells in and around it, or habitats within it.')
  .requiredOption('--image <path>', 'DICOM series folder or NIfTI file')
  .requiredOption('--mask <path>', 'SEG, RTSTRUCT or NIfTI file, or a folder that holds one')
  .option('--roi <name|number>', 'region of the mask; needed when it holds several')
  .option('--ring <inner:outer>', 'distances from the region in mm')
  .option('--shells <edges>', 'ascending distances in mm, such as -10,-5,0,5; negative ones lie within')
  .option('--habitats <k>', 'groups of alike intensities: how many, or from:to to choose')
  .requiredOption('--out <file>', 'NIfTI label map to write; extract takes it as mask, with the label as --roi')
  .action(async (options: RegionsOptions) => { process.exitCode = await (await import('./commands/regions.js')).runRegions(options); });

program.command('filter')
  .description('Write the response map of a filter (IBSI 2).')
  .requiredOption('--image <path>', 'DICOM series folder or NIfTI file')
  .requiredOption('--config <file>', 'settings as JSON, with the filter under "filter"')
  .option('--out <file>', 'NIfTI file to write: float32, the grid of the image after interpolation')
  .option('--dicom <file>', 'the same as a DICOM Parametric Map of the patient and the study of the image')
  .action(async (options: FilterOptions) => { process.exitCode = await (await import('./commands/filter.js')).runFilter(options); });

onService(program.command('inspect')).argument('<path|study>', 'DICOM folder (with all below it), DICOM or NIfTI file, or a StudyInstanceUID of the PACS in the settings')
  .description('Say what is there and what stands in the way of measuring it.')
  .addOption(new Option('--format <format>', 'of the report').choices(['text', 'json']).default('text'))
  .action(async (path: string, options: InspectOptions) => { process.exitCode = await (await import('./commands/inspect.js')).runInspect(path, options); });

program.command('train').description('Fit and validate the lung metastasis model and write its package.')
  .option('--cohort <folder>', 'clinical.csv and nifti/<id>/PET_image.nii.gz in SUV with PET_mask.nii.gz')
  .option('--features <file>', 'features.csv of a package, instead of measuring the cohort')
  .option('--out <folder>', 'folder of model packages', 'models')
  .option('--version <version>', 'of the package', '1.0.0')
  .option('--repeats <n>', 'of the outer cross-validation')
  .option('--bootstraps <n>', 'for the optimism')
  .action(async (options: TrainOptions) => { process.exitCode = await (await import('./commands/train.js')).runTrain(options); });

const model = program.command('model').description('Model packages: manifest, ONNX file, report and card.');
const modelsOption = ['--models <folder>', 'folder of model packages; by default the one in the settings, or the ones that ship'] as const;
model.command('list').option(...modelsOption).description('Every package and its status.')
  .action(async (options: ModelOptions) => { process.exitCode = await (await import('./commands/model.js')).runModelList(options); });
model.command('show').argument('<name>').argument('<version>').option(...modelsOption).description('The card of a package.')
  .action(async (name: string, version: string, options: ModelOptions) => { process.exitCode = await (await import('./commands/model.js')).runModelShow(name, version, options); });
model.command('verify').argument('<name>').argument('<version>').option(...modelsOption).description('Check files against their checksums and the graph against its check values.')
  .action(async (name: string, version: string, options: ModelOptions) => { process.exitCode = await (await import('./commands/model.js')).runModelVerify(name, version, options); });
model.command('register').argument('<folder>', 'package folder, …/name/version').option(...modelsOption).description('Verify a package and copy it to where the service looks.')
  .action(async (folder: string, options: ModelOptions) => { process.exitCode = await (await import('./commands/model.js')).runModelRegister(folder, options); });

onService(program.command('serve')).description('Answer at every HTTP door; with the embedded database, analyse as well.')
  .action(async () => { process.exitCode = await (await import('./commands/serve.js')).runServe(); });

onService(program.command('worker')).description('Take analyses from the queue (PostgreSQL only).')
  .action(async () => { process.exitCode = await (await import('./commands/work.js')).runWorker(); });

onService(program.command('migrate')).description('Bring the database to the newest schema.')
  .action(async () => { process.exitCode = await (await import('./commands/migrate.js')).runMigrate(); });

onService(program.command('reanalyse')).argument('<result>', 'id of a stored result').description('Analyse again what a result came from, and say whether the same bits come out.')
  .action(async (id: string) => { process.exitCode = await (await import('./commands/reanalyse.js')).runReanalyse(id); });

program.command('phantom').description('Write phantom patients as DICOM: limbs with a tumour whose course is known.')
  .requiredOption('--out <folder>', 'where to write them')
  .option('--patients <n>', 'how many; four stories in turn', '4')
  .option('--seed <n>', 'another seed, other patients; the same seed, the same bytes', '1')
  .action(async (options: PhantomOptions) => { process.exitCode = await (await import('./commands/phantom.js')).runPhantom(options); });

onService(program.command('doctor')).description('Say whether this installation computes right and reaches what its settings name.')
  .action(async () => { process.exitCode = await (await import('./commands/doctor.js')).runDoctor(); });

const audit = program.command('audit').description('The chain of everything that was seen and done.');
onService(audit.command('verify')).description('Find every event that was changed, is missing or was moved.')
  .action(async () => { process.exitCode = await (await import('./commands/audit.js')).runAuditVerify(); });
onService(audit.command('export')).description('Print every event as a line of JSON.')
  .action(async () => { process.exitCode = await (await import('./commands/audit.js')).runAuditExport(); });

await program.parseAsync();
