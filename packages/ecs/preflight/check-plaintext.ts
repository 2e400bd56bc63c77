import { maskSecrets } from '#report/mask-secrets';
import { findings } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, warn } = findings('plaintext');

/** Secrets do not stand in the environment as text, where everybody who may describe a task definition reads them. */
export const checkPlaintext: PreflightCheck = ({ definition }) => {
  const found = definition.containerDefinitions.flatMap(({ name, environment = [] }) =>
    environment
      .filter(({ name: variable, value = '' }) => value !== '' && looksSecret(variable, value))
      .map(({ name: variable }) =>
        warn({
          where: `container ${name}, ${variable}`,
          what: 'looks like a secret, and stands in the task definition as text',
          fix: `Put it into Secrets Manager or a parameter, and name it under secrets: ${variable}=<its ARN>.`,
        }),
      ),
  );
  return found.length > 0 ? found : [ok(`task definition ${definition.family}`, 'no variable looks like a secret')];
};

const looksSecret = (name: string, value: string): boolean => {
  const line = `${name}=${value}`;
  return maskSecrets(line) !== line;
};
