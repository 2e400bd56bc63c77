import common from './jest.config.js';

/** The tests that run whole workflows in the lab: `npm run test:workflows`. */
export default {
  ...common,
  testMatch: ['<rootDir>/__tests__/workflows/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  setupFiles: [],
  testTimeout: 300_000,
};
