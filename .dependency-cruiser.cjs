/** The import rules of the house; CONTRIBUTING.md draws the same picture. A folder imports itself and what stands here. */
const IMPORTS = {
  scim: [],
  providers: [],
  documents: ['scim/(json|limits)'],
  mappers: ['scim', 'documents'],
  'bridge/keycloak/port': ['scim'],
  'bridge/keycloak/auth': ['bridge/keycloak/port'],
  'bridge/keycloak/adminRest': ['bridge/keycloak/(port|auth)', 'scim'],
  'bridge/keycloak/setup': ['bridge/keycloak/(port|auth|adminRest)'],
  'bridge/state': [],
  'bridge/observability': ['scim'],
  'bridge/credentials': ['scim', 'documents', 'providers/issuers'],
  'bridge/journal': ['scim', 'documents/text', 'bridge/credentials/(withoutCredentials|refusals)'],
  'bridge/tenants': ['scim', 'documents', 'mappers', 'bridge/(credentials|keycloak/port)'],
  'bridge/lifecycle': ['scim', 'documents', 'mappers', 'bridge/(state|tenants|keycloak/port)'],
  'bridge/doctor': ['scim', 'documents', 'mappers', 'bridge/(tenants|keycloak/port)'],
  'bridge/enablement': [
    'scim',
    'documents',
    'mappers',
    'providers/issuers',
    'bridge/(tenants|credentials|keycloak/(port|setup|auth))',
  ],
  'bridge/connecting': ['documents', 'mappers', 'providers', 'bridge/tenants'],
  'bridge/resources': ['scim', 'documents', 'mappers', 'bridge/(state|tenants|lifecycle|keycloak/port)'],
  'bridge/protocol': [
    ...['scim', 'mappers', 'bridge/(state|tenants|lifecycle|resources|keycloak/port)'],
    'bridge/credentials/refusals',
  ],
  'bridge/console': ['bridge/keycloak/port', 'bridge/tenants/realmName', 'bridge/enablement/consoleClient'],
  'bridge/http': [
    ...['scim', 'documents/text', 'bridge/(protocol|resources|tenants|credentials|journal|observability)'],
  ],
  'bridge/admin': [
    ...['scim', 'documents', 'mappers', 'providers/guides'],
    ...['bridge/http/readBytes', 'bridge/protocol/(explain|firstCycle)'],
    'bridge/(tenants|doctor|enablement|connecting|credentials|lifecycle|journal|observability|keycloak/(port|setup))',
  ],
  console: ['bridge/admin/contract', 'documents/text', 'mappers/document/mapping.schema'],
  'realm-config': [
    ...[
      'scim',
      'documents',
      'mappers',
      'providers',
      'bridge/(tenants|doctor|enablement|connecting|credentials|admin/contract|protocol/explain)',
    ],
    'bridge/keycloak/(port|setup|auth)',
    'bridge/(checkNode|version)',
  ],
};

const OURS = '^(scim|documents|mappers|providers|bridge|realm-config|console|dev|docker|test)/';
const PRODUCT = '^(scim|documents|mappers|providers|bridge|realm-config|console)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(IMPORTS).map(([folder, imports]) => ({
      name: folder,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { path: OURS, pathNot: `^(${[folder, ...imports].join('|')})(/|\\.)` },
    })),
    {
      name: 'scim-and-mappers-without-io',
      severity: 'error',
      from: { path: '^(scim|mappers)/', pathNot: '^mappers/rewriting/loadQuirks' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'protocol-without-express',
      severity: 'error',
      from: { path: '^bridge/', pathNot: '^bridge/(http|admin|console)/|^bridge/\\w+\\.ts$' },
      to: { path: 'node_modules/express' },
    },
    {
      name: 'admin-client-in-one-place',
      severity: 'error',
      from: { path: PRODUCT, pathNot: '^bridge/keycloak/' },
      to: { path: '@keycloak/keycloak-admin-client' },
    },
    {
      name: 'product-never-imports-dev-docker-or-test',
      severity: 'error',
      from: { path: PRODUCT },
      to: { path: '^(test|dev|docker)/' },
    },
    {
      name: 'dev-and-docker-never-import-test',
      severity: 'error',
      from: { path: '^(dev|docker)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circles-of-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: PRODUCT },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
