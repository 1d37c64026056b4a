/** Rules of direction: what a picture of the folders promises, this holds to. */
const doors = 'cds-hooks|graphql|fhir|hl7v2|dicom-sr|health|inspect|commands|launch|subscriptions';
const stages = 'clinical|cards|smart|orders|patients|studies|volumes|radiomics|statistics|models|scoring|results|response|training|analysis|audit|jobs|persistence|config|platform|phantom';
const shell = '\\.(controller|resolver|service|repository|entity|client|job|guard|module|hook|types|worker|interceptor|test)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'engine-stands-alone', comment: 'radiomics/ and statistics/ import nothing from outside themselves.', severity: 'error', from: { path: '^src/(radiomics|statistics)/', pathNot: '\\.test\\.ts$' }, to: { pathNot: ['^src/$1/'] } },
    { name: 'stages-never-import-doors', severity: 'error', from: { path: `^src/(${stages})/`, pathNot: '^src/persistence/entities\\.ts$' }, to: { path: `^src/(${doors})/` } },
    { name: 'doors-do-not-import-each-other', comment: 'The pure faces of fhir/ and dicom-sr/ write what other doors answer or store.', severity: 'error', from: { path: `^src/(${doors})/` }, to: { path: `^src/(${doors})/`, pathNot: ['^src/$1/', '^src/fhir/operation-outcome\\.ts$', '^src/dicom-sr/index\\.ts$'] } },
    { name: 'files-without-role-are-pure', comment: 'Nest is for files with a role.', severity: 'error', from: { path: '^src/[^/]+/', pathNot: [shell, '^src/(commands|platform)/', '^src/analysis/orders-at-work\\.ts$', '^src/security/access\\.hook\\.ts$'] }, to: { path: 'node_modules/@nestjs' } },
    { name: 'entities-stay-private', severity: 'error', from: { path: '^src/([^/]+)/', pathNot: ['^src/persistence/'] }, to: { path: '\\.entity\\.ts$', pathNot: ['^src/$1/'], dependencyTypesNot: ['type-only'] } },
    { name: 'clients-stay-private', severity: 'error', from: { path: '^src/([^/]+)/', pathNot: ['^src/(analysis|cds-hooks|commands|smart|subscriptions)/'] }, to: { path: '\\.client\\.ts$', pathNot: ['^src/$1/'], dependencyTypesNot: ['type-only'] } },
    { name: 'only-analysis-starts-work', severity: 'error', from: { path: '^src/', pathNot: ['^src/(analysis|jobs)/', '^src/dicom-sr/result-objects\\.service\\.ts$', '^src/hl7v2/result-sender\\.service\\.ts$', '^src/subscriptions/', '^src/fhir/write-back\\.service\\.ts$', '^src/(main|worker)\\.ts$', '\\.module\\.ts$'] }, to: { path: '^src/jobs/job-queue' } },
    { name: 'nothing-learns-of-tenants', comment: 'A tenant is a whole service; what it is made of knows of no other.', severity: 'error', from: { path: '^src/', pathNot: '^src/(tenants|commands)/' }, to: { path: '^src/tenants/' } },
    { name: 'nothing-imports-the-demonstration', severity: 'error', from: { path: '^src/' }, to: { path: '^demo/' } },
    { name: 'nothing-imports-what-is-not-there', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^sarcolens/' } },
    { name: 'no-development-packages-in-the-product', severity: 'error', from: { path: '^(src|demo|migrations)/', pathNot: '\\.test\\.ts$' }, to: { dependencyTypes: ['npm-dev'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.d.ts'] },
  },
};
