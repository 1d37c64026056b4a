import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const noEnum = { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' };
const ofTheEngine = 'Its last bit is the JavaScript engine\'s choice; src/radiomics/numbers has one with the same bits everywhere.';
const leftToEngines = ['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1', 'hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', '.sarcolens/**', 'bench/.env/**', 'bench/out/**'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      // Indexing is unchecked for the sake of the voxel loops, so a guard on an index looks needless to this rule.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Nest's options are classes that every user writes as literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Nest's modules are classes that carry a decorator and nothing else.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
      'no-restricted-syntax': ['error', noEnum],
    },
  },
  {
    // The same bits in Node and in every browser: nothing but what IEEE 754 prescribes. Constants such as 2 ** 20 are exact.
    files: ['src/radiomics/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': ['error', ...leftToEngines.map((property) => ({ object: 'Math', property, message: ofTheEngine }))],
      'no-restricted-syntax': ['error', noEnum, { selector: ':matches(BinaryExpression[operator="**"]:not([left.value=2]), AssignmentExpression[operator="**="])', message: ofTheEngine },
        { selector: 'BinaryExpression[operator="**"]:not([right.type="Literal"], [right.type="UnaryExpression"])', message: ofTheEngine }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    rules: { 'no-unused-vars': ['error', { varsIgnorePattern: '^_' }] },
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', module: 'writable', require: 'readonly', fetch: 'readonly', performance: 'readonly', setTimeout: 'readonly', Buffer: 'readonly' } },
  },
);
