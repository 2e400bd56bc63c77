import { type Lab, readLab } from '../../../scripts/lab/lab-file.ts';

/** The lab that `npm run test:workflows` has started. Throws when there is none: these tests are not skipped silently. */
export function needLab(): Lab {
  const lab = readLab();
  if (lab === undefined) throw new Error('there is no lab: npm run test:workflows, or npm run lab -- up');
  return lab;
}
