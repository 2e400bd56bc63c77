import type { Container, Definition } from '../definition/task-definition.ts';

/** Something secret that a container names. */
export interface NamedSecret {
  /** `container app, DATABASE_URL`. */
  readonly where: string;
  readonly kind: 'secret' | 'parameter';
  /** As it is written: an ARN, or a name. */
  readonly from: string;
}

interface Options {
  readonly logConfiguration?: { readonly secretOptions?: Container['secrets'] };
  readonly repositoryCredentials?: { readonly credentialsParameter?: string };
}

/** What containers take from Secrets Manager and Systems Manager to start: variables, options of logs, a registry's password. */
export const namedSecrets = ({ containerDefinitions }: Definition): readonly NamedSecret[] =>
  containerDefinitions.flatMap((container) => {
    const { logConfiguration, repositoryCredentials } = container as Container & Options;
    const password = repositoryCredentials?.credentialsParameter;
    const named = [...(container.secrets ?? []), ...(logConfiguration?.secretOptions ?? [])];
    return [
      ...named.map(({ name, valueFrom }) => secretOf(`container ${container.name}, ${name}`, valueFrom)),
      // Of a secret alone, by its ARN or its name.
      ...(password === undefined
        ? []
        : [{ where: `container ${container.name}, repositoryCredentials`, kind: 'secret' as const, from: password }]),
    ];
  });

const secretOf = (where: string, from: string): NamedSecret => ({
  where,
  kind: from.includes(':secretsmanager:') ? 'secret' : 'parameter',
  from,
});
