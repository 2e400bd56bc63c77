export default {
  testEnvironment: './__tests__/support/plain-environment.cjs',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/bench/', '<rootDir>/__tests__/workflows/'],
  modulePathIgnorePatterns: ['<rootDir>/.demo', '<rootDir>/.lab', '<rootDir>/.build', '<rootDir>/.reports'],
  setupFiles: ['<rootDir>/__tests__/support/seed-properties.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  coverageProvider: 'v8',
  // For what hangs. On a machine with thirty others at work a test of virtual time takes twenty times as long.
  testTimeout: 180_000,
};
