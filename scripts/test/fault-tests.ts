/**
 * Tests that play hundreds of runs, each with its own faults and timing, and what of the fault matrix has no room in
 * `npm test`. They are a tier of their own (`npm run test:faults`), so that `npm test` stays within its minutes; both run on CI.
 */
export const faultTests: readonly string[] = [
  '__tests__/properties/naturally.test.ts',
  '__tests__/properties/cancel.test.ts',
  '__tests__/properties/kill.test.ts',
  '__tests__/properties/cancel-moments-of-calls.test.ts',
  '__tests__/properties/cancel-moments-of-stages.test.ts',
  '__tests__/properties/bundles.test.ts',
  '__tests__/matrix/matrix-2.test.ts',
  '__tests__/matrix/matrix-3.test.ts',
  '__tests__/matrix/matrix-4.test.ts',
  '__tests__/bundles/matrix.test.ts',
  '__tests__/bundles/task-states.test.ts',
  '__tests__/packages/ecs/task-states/disturbed-1.test.ts',
  '__tests__/packages/ecs/task-states/disturbed-2.test.ts',
];
