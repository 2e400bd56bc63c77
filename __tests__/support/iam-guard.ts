import type { Permission } from '#aws/permission';
import type { LocalAws } from '../../local-aws/index.ts';
import { type Need, needsOf } from './needs-of.ts';

interface Handler {
  handle(request: SdkRequest, options?: object): Promise<unknown>;
}

interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface IamGuard {
  /** In place of the way to AWS. */
  readonly aws: object;
  /** Permissions that were used, by sid. */
  readonly used: ReadonlySet<string>;
  /** What was asked for and refused, `ecs:UpdateService on arn:…`. */
  readonly refused: ReadonlySet<string>;
}

/** What the words in capitals stand for: `CLUSTER` → `shop`. */
export type Words = Readonly<Record<string, string>>;

/** The way to AWS of a role with these permissions and no others: what they do not allow is refused in AWS's words. */
export function guardWith(local: LocalAws, far: Handler, permissions: readonly Permission[], words: Words): IamGuard {
  const used = new Set<string>();
  const refused = new Set<string>();
  const aws: Handler = {
    ...far,
    async handle(request, options) {
      const { operation, body, needs } = needsOf(request, local);
      const missing = needs.find((need) => {
        const found = permissions.find((permission) => allows(permission, need, words));
        if (found !== undefined) used.add(found.sid);
        return found === undefined;
      });
      if (missing === undefined) return far.handle(request, options);
      refused.add(`${missing.action} on ${missing.resource}`);
      return refuse(local, operation, body, missing, () => far.handle(request, options));
    },
  };
  return { aws, used, refused };
}

async function refuse(
  local: LocalAws,
  operation: string,
  body: string,
  { action, resource }: Need,
  send: () => Promise<unknown>,
): Promise<unknown> {
  const isJson = !/^(rds|elasticloadbalancing|sts|iam|ec2):/.test(operation);
  const message = `User: arn:aws:sts::${local.world.account}:assumed-role/deploy/run is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  const takeBack = local.faults.add({
    operation,
    body,
    times: 1,
    do: { kind: 'error', code: isJson ? 'AccessDeniedException' : 'AccessDenied', message, status: isJson ? 400 : 403 },
  });
  try {
    return await send();
  } finally {
    takeBack();
  }
}

function allows({ actions, resources, condition = {} }: Permission, need: Need, words: Words): boolean {
  if (!actions.includes(need.action)) return false;
  if (!resources.some((resource) => matches(filled(resource, words), need.resource))) return false;
  return Object.values(condition).every((tests) =>
    Object.entries(tests).every(([key, wanted]) => matches(filled(wanted, words), need.context[key] ?? '(absent)')),
  );
}

const filled = (text: string, words: Words): string => text.replaceAll(/[A-Z][A-Z_]+/g, (word) => words[word] ?? word);

/** A `*` stands for anything; what AWS knows no resource for is `*` itself, which only `*` allows. */
function matches(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
