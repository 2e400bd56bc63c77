import { AwsFault } from '../service.ts';
import type { Registry } from './registry.ts';
import * as texts from './texts.ts';

export interface LifecyclePolicyInput {
  readonly repositoryName: string;
  readonly registryId?: string;
  readonly lifecyclePolicyText?: string;
}

/** Keeps the policy; `applyLifecycle` is what ECR does by it within a day. */
export function putLifecyclePolicy(registry: Registry, input: LifecyclePolicyInput) {
  const repository = registry.need(input.repositoryName, input.registryId);
  const text = input.lifecyclePolicyText ?? '';
  checkPolicy(text);
  repository.lifecyclePolicy = { text, setAt: registry.world.clock.now() };
  registry.note('ecr.lifecycle-policy', repository.arn, 'set');
  return { registryId: registry.world.account, repositoryName: repository.name, lifecyclePolicyText: text };
}

export function getLifecyclePolicy(registry: Registry, input: LifecyclePolicyInput) {
  const repository = registry.need(input.repositoryName, input.registryId);
  if (repository.lifecyclePolicy === undefined) {
    const text = texts.policyMissing(repository.name, registry.world.account);
    throw new AwsFault('LifecyclePolicyNotFoundException', text);
  }
  return {
    registryId: registry.world.account,
    repositoryName: repository.name,
    lifecyclePolicyText: repository.lifecyclePolicy.text,
    lastEvaluatedAt: new Date(repository.lifecyclePolicy.setAt),
  };
}

function checkPolicy(text: string): void {
  const why = faultOf(text);
  if (why !== undefined) throw new AwsFault('InvalidParameterException', texts.badPolicy(why));
}

function faultOf(text: string): string | undefined {
  let policy: { rules?: unknown } | null;
  try {
    policy = JSON.parse(text);
  } catch {
    return 'must be JSON';
  }
  const rules = policy?.rules;
  if (!Array.isArray(rules) || rules.length === 0) return 'must have rules';
  const priorities = rules.map((rule: { rulePriority?: unknown }) => rule.rulePriority);
  if (priorities.some((priority) => !Number.isInteger(priority))) return 'every rule must have a rulePriority';
  return new Set(priorities).size < priorities.length ? 'rulePriority must be unique' : undefined;
}
