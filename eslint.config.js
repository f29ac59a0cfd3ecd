import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
import { defineConfig } from 'eslint/config';
import typescript from 'typescript-eslint';

/** Names of identity providers: their dialects belong in mappers/quirks and mappers/document/presets, all else of theirs in providers/. */
const VENDORS = [
  'entra',
  'azure',
  'okta',
  'jumpcloud',
  'onelogin',
  'sailpoint',
  'pingone',
  'pingfederate',
  'authentik',
  'cloudflare',
  'google',
  'microsoft',
];
const vendor = `/${VENDORS.join('|')}/i`;

export default defineConfig(
  { ignores: ['dist/', 'console/dist/', 'node_modules/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [typescript.configs.strictTypeChecked, typescript.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Takes every structural type that a library calls a class for an instance of that class.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    files: ['{scim,documents,bridge}/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: `Identifier[name=${vendor}]`,
          message: 'No client names here: use mappers/quirks, a preset or providers/.',
        },
        {
          selector: `Literal[value=${vendor}]`,
          message: 'No client names here: use mappers/quirks, a preset or providers/.',
        },
        {
          selector: `TemplateElement[value.raw=${vendor}]`,
          message: 'No client names here: use mappers/quirks, a preset or providers/.',
        },
      ],
      'no-warning-comments': ['error', { terms: VENDORS, location: 'anywhere' }],
    },
  },
  {
    // What a stranger or a client sends must not make the bridge work longer than its length warrants.
    files: ['{scim,documents,mappers,providers,bridge,realm-config}/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': [
        'error',
        { report: 'potential', ignoreSticky: false, ignorePartial: false },
      ],
    },
  },
  {
    files: ['console/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    files: ['console/src/**/*.tsx'],
    ignores: ['console/src/patternfly/Alert.tsx'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: '@patternfly/react-core',
          importNames: ['Alert'],
          message: 'Import it from patternfly/Alert.tsx: its title is no heading.',
        },
      ],
    },
  },
  {
    files: ['{scim,documents,mappers,providers,bridge,realm-config,console,dev,docker}/**/*.{ts,tsx}'],
    rules: { 'max-lines': ['error', 300], 'max-lines-per-function': ['error', 80] },
  },
  {
    files: ['test/**/*.ts'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      // Longer ones say why at their top.
      'max-lines': ['error', 300],
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert', 'assert*'] }],
      'jest/no-conditional-expect': 'off',
      'jest/no-disabled-tests': 'error',
      'jest/no-focused-tests': 'error',
      // Answers are JSON, which tests look into freely.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Cases are run by two tests, and stand in none.
    files: ['test/support/memory/cases/*.ts'],
    rules: { 'jest/no-standalone-expect': 'off' },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', module: 'writable' } },
  },
);
