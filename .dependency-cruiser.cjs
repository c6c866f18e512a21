/** Who may import whom: the table of ARCHITECTURE.md, one rule a row. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import ${allowed.join(', ')} and nothing else of the house`,
  // How a room is built is no part of it.
  from: { path: `^${from}/`, pathNot: '\\.test\\.ts$|/vite\\.config\\.ts$' },
  to: {
    path: '^(shared|engine|host|demo|practice|electron|renderer|relay|test|bench|tools)/',
    pathNot: allowed.map((folder) => `^${folder}/`),
  },
});

/** What one room of the engine must not import of the others. */
const never = (name, from, forbidden, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^engine/${from}/`, pathNot: '\\.test\\.ts$' },
  to: { path: forbidden.map((room) => `^engine/${room}/`) },
});

/** The wings of the sync room from the lowest up: each may import itself and what stands below it. */
const wings = [
  { name: 'runtime', below: [] },
  { name: 'upkeep', below: ['runtime'] },
  { name: 'alerts', below: ['runtime'] },
  { name: 'stock-in', below: ['runtime'] },
  { name: 'orders', below: ['runtime', 'stock-in'] },
  { name: 'shop-levels', below: ['runtime', 'stock-in', 'orders'] },
  { name: 'stock-out', below: ['runtime', 'stock-in', 'orders', 'shop-levels'] },
  { name: 'relay', below: ['runtime', 'stock-in', 'orders', 'shop-levels'] },
  {
    name: 'actions',
    below: ['runtime', 'stock-in', 'orders', 'shop-levels', 'stock-out', 'relay'],
  },
];

const wingRules = wings.map(({ name, below }) => ({
  name: `wing-${name}-imports-downwards`,
  severity: 'error',
  comment: `engine/sync/${name} stands on ${below.join(', ') || 'no other wing'}; the loops stand on all`,
  from: { path: `^engine/sync/${name}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^engine/sync/', pathNot: [name, ...below].map((wing) => `^engine/sync/${wing}/`) },
}));

module.exports = {
  forbidden: [
    only('shared-knows-nobody', 'shared', ['shared']),
    only('engine-knows-shared', 'engine', ['engine', 'shared']),
    only('rules-know-words', 'engine/rules', ['engine/rules', 'shared']),
    never(
      'gateways-know-the-other-side-only',
      '(easycashier|shopify|relay)',
      ['ledger', 'sync', 'handlers'],
      'a gateway speaks to one side; the shapes it returns are its own',
    ),
    never(
      'ledger-knows-no-side',
      'ledger',
      ['easycashier', 'shopify', 'relay', 'sync', 'handlers'],
      'the ledger keeps what it is given; where it came from is not its business',
    ),
    never(
      'handlers-know-no-gateway',
      'handlers',
      ['easycashier', 'shopify', 'relay'],
      'a flow of more than one step lives in engine/sync/actions',
    ),
    never('sync-knows-no-handler', 'sync', ['handlers'], 'handlers stand on the sync room'),
    ...wingRules,
    {
      name: 'window-stands-on-its-base',
      severity: 'error',
      comment: 'renderer/base knows neither components nor screens; nobody but the frame knows renderer/app',
      from: { path: '^renderer/base/' },
      to: { path: '^renderer/(components|features|app|log-window)/' },
    },
    {
      name: 'nobody-imports-the-frame',
      severity: 'error',
      from: { path: '^renderer/(base|components|features|log-window)/' },
      to: { path: '^renderer/app/.*\\.tsx?$' },
    },
    {
      name: 'components-know-no-screen',
      severity: 'error',
      from: { path: '^renderer/components/' },
      to: { path: '^renderer/(features|log-window)/' },
    },
    only('host-joins-engine-and-practice', 'host', ['host', 'engine', 'shared', 'practice']),
    only('demo-knows-host', 'demo', ['demo', 'host', 'engine', 'shared', 'practice']),
    {
      name: 'electron-hosts-through-named-seams',
      severity: 'error',
      comment:
        'the desktop shares places, pages, the keychain, a copy of the ledger at rest, redaction, the report, the files of logs and the words of its line with host; the engine it starts by path',
      from: { path: '^electron/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(engine|host|demo|practice|renderer|relay|test|bench|tools)/',
        pathNot:
          '^host/(system/copy-at-rest|system/data-dir|system/keychain|system/redaction|system/restore|system/rotating-file|system/support-report|window/pages|desktop/messages|desktop/port-socket)\\.ts$',
      },
    },
    {
      name: 'preload-is-tiny',
      severity: 'error',
      comment: 'the preload hands over ports: electron and one file of words',
      from: { path: '^electron/preload/' },
      to: { pathNot: ['^electron/preload/', '^shared/words/desktop-line\\.ts$', 'node_modules/electron/'] },
    },
    only('window-knows-shared', 'renderer', ['renderer', 'shared']),
    {
      name: 'window-has-no-node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: ['\\.test\\.tsx?$', 'vite\\.config\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    only('practice-stands-alone', 'practice', ['practice', 'shared/words']),
    {
      name: 'relay-stands-alone',
      severity: 'error',
      comment: 'relay is a program and an image of its own: it shares one file with the house, its contract',
      from: { path: '^relay/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(shared|engine|host|demo|practice|electron|renderer|test|bench|tools)/',
        pathNot: '^shared/contract/relay\\.ts$',
      },
    },
    {
      name: 'shared-is-plain',
      severity: 'error',
      comment:
        'shared runs in a window too: no Node, no driver, only the schema library and the contract builder',
      from: { path: '^shared/', pathNot: '\\.test\\.ts$' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        pathNot: ['node_modules/zod/', 'node_modules/@orpc/contract/', 'node_modules/i18next/'],
      },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      comment: 'rules decide: no I/O, no clock, no library but the schema library',
      from: { path: '^engine/rules/', pathNot: '\\.test\\.ts$' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: ['node_modules/zod/'],
      },
    },
    {
      name: 'sql-in-the-ledger-only',
      severity: 'error',
      comment:
        'SQL is SQL, in the ledger and in the stores of the relay only; the owner lock is a file lock that SQLite keeps',
      from: {
        pathNot: [
          '^engine/ledger/',
          '^relay/store/sqlite/',
          '^host/system/owner-lock\\.ts$',
          '^test/',
          '\\.test\\.ts$',
        ],
      },
      to: { path: '^(node:)?sqlite$' },
    },
    {
      name: 'postgres-in-its-store-only',
      severity: 'error',
      from: { pathNot: ['^relay/store/postgres/', '^relay/testing/', '^test/', '\\.test\\.ts$'] },
      to: { path: 'node_modules/pg/' },
    },
    {
      name: 'engine-never-imports-electron',
      severity: 'error',
      from: { path: '^(engine|shared|host|demo|practice|relay)/' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: {
        path: '^(shared|engine|host|demo|electron|renderer|practice|relay|tools)/',
        pathNot: '\\.test\\.tsx?$',
      },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
