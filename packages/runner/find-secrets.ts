import type { ActionSpec } from '#base/action-spec';
import { type Environment, inputVariable } from './environment.ts';

const secretVariables = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
];

/** Every text that must never be shown: secret inputs (also each line and each `NAME=value` of them), AWS secrets of the environment. */
export function findSecrets(spec: ActionSpec, env: Environment): readonly string[] {
  const inputs = Object.entries(spec.inputs)
    .filter(([, row]) => row.secret)
    .map(([name]) => env[inputVariable(name)]);
  const values = [...inputs, ...secretVariables.map((name) => env[name])].flatMap((value) => partsOf(value ?? ''));
  // Hiding one or two letters would hide half the log and protect nothing.
  return [...new Set(values)].filter((value) => value.length > 3);
}

function partsOf(value: string): string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const assigned = lines.flatMap((line) => /^[\w.-]+=(.+)$/.exec(line)?.[1] ?? []);
  return [value.trim(), ...lines, ...assigned];
}
