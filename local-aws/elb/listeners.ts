import * as z from 'zod';
import type { Operation } from '../service.ts';
import { listenAndProxy } from './listen-and-proxy.ts';
import { arnOf, type ElbState, hexId, type Listener, type ListenerAction, listenersOf } from './model.ts';
import { listOf, readInput, whole } from './read-input.ts';
import { findTargetGroup, putInUse } from './target-groups.ts';
import {
  duplicateListener,
  groupElsewhere,
  listenerNotFound,
  loadBalancerNotFound,
  notSimulated,
  ruleNotFound,
  validationError,
} from './texts.ts';

const actionShape = z.object({
  Type: z.string(),
  TargetGroupArn: z.string().optional(),
  Order: whole.optional(),
  ForwardConfig: z
    .object({
      TargetGroups: listOf(z.object({ TargetGroupArn: z.string(), Weight: whole.min(0).max(999).default(1) })),
    })
    .optional(),
  FixedResponseConfig: z
    .object({ StatusCode: z.string(), ContentType: z.string().optional(), MessageBody: z.string().optional() })
    .optional(),
});
const createShape = z.object({
  LoadBalancerArn: z.string(),
  Protocol: z.string().default('HTTP'),
  Port: whole.min(1).max(65535).default(80),
  DefaultActions: listOf(actionShape),
});
const modifyShape = z.object({
  ListenerArn: z.string(),
  Protocol: z.string().optional(),
  DefaultActions: listOf(actionShape),
});
const describeShape = z.object({ LoadBalancerArn: z.string().optional(), ListenerArns: listOf(z.string()) });
const rulesShape = z.object({ ListenerArn: z.string().optional(), RuleArns: listOf(z.string()) });
const byArn = z.object({ ListenerArn: z.string() });

/** The operations on listeners and their rules: each listener has its default rule and no other. */
export function listenerOperations(state: ElbState): Record<string, Operation> {
  return {
    CreateListener: async (input) => ({ Listeners: [shown(await createListener(state, input))] }),
    ModifyListener: (input) => {
      const asked = readInput(modifyShape, input);
      const listener = findListener(state, asked.ListenerArn);
      if (asked.DefaultActions.length > 0) direct(state, listener, actionOf(asked.DefaultActions));
      listener.protocol = asked.Protocol ?? listener.protocol;
      return { Listeners: [shown(listener)] };
    },
    DeleteListener: async (input) => {
      await dropListener(state, findListener(state, readInput(byArn, input).ListenerArn));
      return {};
    },
    DescribeListeners: (input) => {
      const { LoadBalancerArn, ListenerArns } = readInput(describeShape, input);
      if (LoadBalancerArn === undefined && ListenerArns.length === 0) {
        throw validationError('You must specify either listener ARNs or a load balancer ARN');
      }
      const all = [...state.listeners.values()].filter((one) => one.loadBalancerArn === LoadBalancerArn);
      const chosen = ListenerArns.length === 0 ? all : ListenerArns.map((arn) => findListener(state, arn));
      return { Listeners: chosen.map(shown) };
    },
    DescribeRules: (input) => {
      const { ListenerArn, RuleArns } = readInput(rulesShape, input);
      const asked = ListenerArn === undefined ? [] : [findListener(state, ListenerArn)];
      const named = RuleArns.map((arn) => [...state.listeners.values()].find((one) => one.ruleArn === arn));
      return { Rules: [...asked, ...named].map(shownRule) };
    },
  };
}

/** Ends a listener and its server. */
export async function dropListener(state: ElbState, listener: Listener): Promise<void> {
  state.listeners.delete(listener.arn);
  await listener.plane?.close();
}

async function createListener(state: ElbState, input: unknown): Promise<Listener> {
  const asked = readInput(createShape, input);
  const balancer = state.loadBalancers.get(asked.LoadBalancerArn);
  if (balancer === undefined) throw loadBalancerNotFound(asked.LoadBalancerArn);
  const taken = [...state.listeners.values()].some(
    (one) => one.loadBalancerArn === balancer.arn && one.port === asked.Port,
  );
  if (taken) throw duplicateListener(balancer.arn);
  const path = `${balancer.arn.slice(balancer.arn.indexOf('loadbalancer/') + 13)}/${hexId(state.world)}`;
  const action = actionOf(asked.DefaultActions);
  const listener: Listener = {
    arn: arnOf(state.world, `listener/${path}`),
    ruleArn: arnOf(state.world, `listener-rule/${path}/${hexId(state.world)}`),
    loadBalancerArn: balancer.arn,
    protocol: asked.Protocol,
    port: asked.Port,
    action: { kind: 'forward', groups: [] },
  };
  direct(state, listener, action);
  if (state.options.listen === true) {
    const first = ![...state.listeners.values()].some((one) => one.loadBalancerArn === balancer.arn);
    listener.plane = await listenAndProxy(state, listener);
    if (first) balancer.dnsName = listener.plane.address;
  }
  state.listeners.set(listener.arn, listener);
  if (action.kind === 'forward') for (const group of action.groups) putInUse(state, group.targetGroupArn);
  return listener;
}

/** Points a listener at an action, once it is sure that its groups exist and serve no other load balancer. */
export function direct(state: ElbState, listener: Listener, action: ListenerAction): void {
  const groups = action.kind === 'forward' ? action.groups : [];
  for (const { targetGroupArn } of groups) {
    findTargetGroup(state, targetGroupArn);
    const others = listenersOf(state, targetGroupArn).map((one) => one.loadBalancerArn);
    if (others.some((arn) => arn !== listener.loadBalancerArn)) throw groupElsewhere(targetGroupArn);
  }
  listener.action = action;
  if (state.listeners.has(listener.arn)) for (const group of groups) putInUse(state, group.targetGroupArn);
}

function actionOf(actions: readonly z.output<typeof actionShape>[]): ListenerAction {
  const last = actions.at(-1);
  if (last?.Type === 'forward') {
    const weighted = last.ForwardConfig?.TargetGroups ?? [];
    const single = last.TargetGroupArn === undefined ? [] : [{ TargetGroupArn: last.TargetGroupArn, Weight: 1 }];
    const groups = weighted.length > 0 ? weighted : single;
    if (groups.length === 0) throw validationError('A forward action needs at least one target group');
    return {
      kind: 'forward',
      groups: groups.map(({ TargetGroupArn, Weight }) => ({ targetGroupArn: TargetGroupArn, weight: Weight })),
    };
  }
  const fixed = last?.FixedResponseConfig;
  if (last?.Type === 'fixed-response' && fixed !== undefined) {
    return {
      kind: 'fixed-response',
      status: Number(fixed.StatusCode),
      contentType: fixed.ContentType ?? 'text/plain',
      body: fixed.MessageBody ?? '',
    };
  }
  throw last === undefined
    ? validationError('A listener needs a default action')
    : notSimulated(`listener actions of the type ${last.Type}`);
}

function findListener(state: ElbState, arn: string): Listener {
  const listener = state.listeners.get(arn);
  if (listener === undefined) throw listenerNotFound();
  return listener;
}

function shownAction(action: ListenerAction) {
  if (action.kind === 'fixed-response') {
    const { status, contentType, body } = action;
    return {
      Type: 'fixed-response',
      FixedResponseConfig: { StatusCode: String(status), ContentType: contentType, MessageBody: body },
    };
  }
  const groups = action.groups.map(({ targetGroupArn, weight }) => ({
    TargetGroupArn: targetGroupArn,
    Weight: weight,
  }));
  return {
    Type: 'forward',
    ...(groups.length === 1 ? { TargetGroupArn: groups[0]?.TargetGroupArn } : {}),
    ForwardConfig: { TargetGroups: groups, TargetGroupStickinessConfig: { Enabled: false } },
  };
}

const shown = (listener: Listener) => ({
  ListenerArn: listener.arn,
  LoadBalancerArn: listener.loadBalancerArn,
  Port: listener.port,
  Protocol: listener.protocol,
  DefaultActions: [shownAction(listener.action)],
});

function shownRule(listener: Listener | undefined) {
  if (listener === undefined) throw ruleNotFound();
  return {
    RuleArn: listener.ruleArn,
    Priority: 'default',
    Conditions: [],
    Actions: [shownAction(listener.action)],
    IsDefault: true,
  };
}
