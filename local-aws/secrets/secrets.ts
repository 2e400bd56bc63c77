import { AwsFault, type Service } from '../service.ts';
import type { World } from '../world.ts';
import { secretMissing } from './texts.ts';

export interface Secrets {
  readonly service: Service;
  /** By name. Before the first is added, every secret that is asked for exists. `deleted`: within its recovery window. */
  addSecret(name: string, state?: 'deleted'): void;
}

/** AWS adds a hyphen and six letters to a name to make the ARN; both, and the ARN without them, lead to the secret. */
const nameOf = (id: string): string =>
  (id.startsWith('arn:') ? (id.split(':')[6] ?? '') : id).replace(/-[A-Za-z0-9]{6}$/, '');

/** Secrets Manager, as far as the existence of a secret goes: there are no values here. */
export function createSecrets(world: World): Secrets {
  const secrets = new Map<string, 'there' | 'deleted'>();
  return {
    service: {
      name: 'secretsmanager',
      protocol: { kind: 'json', targetPrefix: 'secretsmanager', version: '1.1' },
      operations: {
        DescribeSecret({ SecretId = '' }: { readonly SecretId?: string }) {
          const name = nameOf(SecretId);
          const found = secrets.size === 0 ? 'there' : (secrets.get(name) ?? secrets.get(SecretId));
          if (found === undefined) {
            throw new AwsFault('ResourceNotFoundException', secretMissing);
          }
          const { region, account, clock } = world;
          return {
            ARN: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`,
            Name: name,
            ...(found === 'deleted' ? { DeletedDate: new Date(clock.now()) } : {}),
          };
        },
      },
    },
    addSecret: (name, state) => void secrets.set(name, state ?? 'there'),
  };
}
