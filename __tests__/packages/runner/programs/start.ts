import { fileURLToPath } from 'node:url';
import { type ProgramOptions, runProgram } from '../../../support/run-program.ts';

const path = (name: string) => fileURLToPath(new URL(`${name}.ts`, import.meta.url));

/** Starts the main entry of the action of these tests: `rehearse('say', 'hello')`. */
export const rehearse = (behaviour: string, text = '', options: ProgramOptions = {}) =>
  runProgram(path('main'), { ...options, inputs: { do: behaviour, text, ...options.inputs } });

/** Starts its post entry. */
export const finish = (behaviour: string, text = '', options: ProgramOptions = {}) =>
  runProgram(path('post'), { ...options, inputs: { do: behaviour, text, ...options.inputs } });
