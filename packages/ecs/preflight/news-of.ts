import { isDeepStrictEqual } from 'node:util';
import type { Container, Definition } from '../definition/task-definition.ts';
import type { LiveService } from '../service/read-live.ts';

/** A definition, reduced to what does not run already. */
export interface News {
  /** Containers whose image is new, or new for this platform. */
  readonly images: Definition;
  /** Every container, with the secrets, the log and the registry's password that none has had so far; roles that are new. */
  readonly rest: Definition;
}

/**
 * What a change brings that the revision which serves did not have: what that one started with is there, as running
 * tasks show. Where nothing runs, everything is new.
 */
export function newsOf(wanted: Definition, { facts, revision: { definition: serving } }: LiveService): News {
  if (facts.runningCount === 0) return { images: wanted, rest: wanted };
  const containers = serving.containerDefinitions;
  const samePlatform = isDeepStrictEqual(wanted.runtimePlatform, serving.runtimePlatform);
  const images = new Set(samePlatform ? containers.map(({ image }) => image) : []);
  const sources = new Set(containers.flatMap(({ secrets = [] }) => secrets.map(({ valueFrom }) => valueFrom)));
  const logs = containers.map(({ logConfiguration }) => logPlace(logConfiguration));
  const passwords = containers.map(passwordOf);
  const roles = [serving.taskRoleArn, serving.executionRoleArn];
  const rest = wanted.containerDefinitions.map(({ secrets = [], logConfiguration, ...container }): Container => {
    const isNewLog = !logs.includes(logPlace(logConfiguration));
    return {
      ...(container as Container),
      ...(passwords.includes(passwordOf(container as Container)) ? { repositoryCredentials: undefined } : {}),
      secrets: secrets.filter(({ valueFrom }) => !sources.has(valueFrom)),
      ...(isNewLog && logConfiguration !== undefined ? { logConfiguration } : {}),
    };
  });
  return {
    images: { ...wanted, containerDefinitions: wanted.containerDefinitions.filter(({ image }) => !images.has(image)) },
    rest: {
      ...wanted,
      containerDefinitions: rest,
      taskRoleArn: roles.includes(wanted.taskRoleArn) ? '' : (wanted.taskRoleArn ?? ''),
      executionRoleArn: roles.includes(wanted.executionRoleArn) ? '' : (wanted.executionRoleArn ?? ''),
    },
  };
}

/** Where its log goes, and with what secrets. */
function logPlace(configuration: unknown): string {
  const {
    logDriver,
    options = {},
    secretOptions,
  } = (configuration ?? {}) as {
    logDriver?: string;
    options?: Readonly<Record<string, string>>;
    secretOptions?: unknown;
  };
  return JSON.stringify([logDriver, options['awslogs-region'], options['awslogs-group'], secretOptions]);
}

const passwordOf = ({ repositoryCredentials }: Container): unknown =>
  (repositoryCredentials as { credentialsParameter?: string } | undefined)?.credentialsParameter;
