import { fargateTiming, fastTiming, type Timing } from '../timing.ts';

const named: Readonly<Record<string, Timing>> = { fargate: fargateTiming, fast: fastTiming };

/**
 * How long things take, from words such as `fast` or `steady=2000`: a name sets everything, a field with milliseconds
 * only itself. Later words win. Throws on a word that is neither.
 */
export function readTiming(words: readonly string[]): Timing {
  let timing = fargateTiming;
  for (const word of words) {
    const whole = named[word];
    const [field = '', text = ''] = word.split('=');
    const ms = Number(text);
    if (whole === undefined && (!(field in timing) || text === '' || !Number.isFinite(ms) || ms < 0)) {
      const fields = Object.keys(timing).join(', ');
      throw new Error(`--timing is fast, fargate or FIELD=MILLISECONDS with a field of ${fields}; not ${word}`);
    }
    timing = whole ?? { ...timing, [field]: ms };
  }
  return timing;
}
