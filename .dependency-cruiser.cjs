/** The import rules of the house; CONTRIBUTING.md draws the same picture. */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(bridge|mappers|realm-config|dev|test)/', pathNot: to },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('scim-is-pure', '^bridge/scim/', '^bridge/scim/', 'The protocol core imports nothing of ours.'),
    {
      name: 'scim-without-io',
      severity: 'error',
      from: { path: '^(bridge/scim|mappers)/', pathNot: '^mappers/loadQuirks' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    only('mappers', '^mappers/', '^(mappers|bridge/scim)/', 'Mappers know SCIM only.'),
    only('keycloak', '^bridge/keycloak/', '^bridge/(keycloak|scim)/', 'Nothing above the port.'),
    only('credentials', '^bridge/credentials/', '^bridge/(credentials|scim)/'),
    only(
      'journal',
      '^bridge/journal/',
      '^bridge/(journal/|scim/|credentials/withoutCredentials)',
      'The store knows nothing of what it keeps, but what a credential looks like.',
    ),
    only('observability', '^bridge/observability/', '^bridge/(observability|scim)/'),
    only(
      'resources',
      '^bridge/resources/',
      '^(bridge/(resources|lifecycle|scim|tenants)/|bridge/keycloak/(port|plan|outage|readAll)|mappers/)',
      'Use cases see the port and its words, never the admin client.',
    ),
    only(
      'lifecycle',
      '^bridge/lifecycle/',
      '^(bridge/(lifecycle|scim|tenants)/|bridge/keycloak/(port|plan|outage|readAll)|mappers/)',
      'What happens around a user knows nothing of the requests that ask for it.',
    ),
    only(
      'http',
      '^bridge/http/',
      '^(bridge/(http|resources|lifecycle|scim|tenants|credentials|observability|journal)/|mappers/)',
      'The wire never talks to Keycloak itself.',
    ),
    only(
      'admin',
      '^bridge/admin/',
      '^(bridge/(admin|lifecycle|scim|tenants|credentials|journal|observability)/|bridge/(keycloak/port|explain|http/readBytes)|mappers/)',
      'The admin API sees the port and its words, never the admin client.',
    ),
    {
      name: 'admin-client-in-one-place',
      severity: 'error',
      from: { path: '^(bridge|mappers|realm-config)/', pathNot: '^bridge/keycloak/' },
      to: { path: '@keycloak/keycloak-admin-client' },
    },
    {
      name: 'production-never-imports-test',
      severity: 'error',
      from: { path: '^(bridge|mappers|realm-config)/' },
      to: { path: '^(test|dev)/' },
    },
    { name: 'dev-never-imports-test', severity: 'error', from: { path: '^dev/' }, to: { path: '^test/' } },
    {
      name: 'realm-config-through-cli',
      severity: 'error',
      from: { path: '^realm-config/', pathNot: '^realm-config/cli' },
      to: {
        path: '^bridge/',
        pathNot:
          '^bridge/(scim|keycloak/(port|setup|bridgeKey|realmSecret)|journal/entry|tenants|credentials|explain)',
      },
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
