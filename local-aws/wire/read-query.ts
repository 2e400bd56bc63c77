type Node = { [key: string]: Node | string };

/**
 * Names of parameters that are lists, for a list sent empty (`Tags=`), which is otherwise an empty text.
 * Read from what the installed clients of RDS and ELBv2 send.
 */
const LISTS = new Set([
  'Actions',
  'Attributes',
  'Conditions',
  'Filters',
  'ListenerArns',
  'LoadBalancerArns',
  'Names',
  'ResourceArns',
  'RuleArns',
  'SecurityGroups',
  'Subnets',
  'TagKeys',
  'Tags',
  'TargetGroupArns',
  'Targets',
  'Values',
]);

/**
 * The parameters of an AWS Query call as nested members: `Tags.Tag.1.Key=a` and `Tags.member.1.Key=a` are both
 * `{Tags: [{Key: 'a'}]}`. Every scalar is a text: the protocol does not tell numbers from texts.
 */
export function readQuery(form: string): Record<string, unknown> {
  const root: Node = {};
  for (const [path, value] of new URLSearchParams(form)) {
    if (path === 'Action' || path === 'Version') continue;
    const steps = path.split('.');
    const last = steps.pop() as string;
    let node = root;
    for (const step of steps) {
      const next = node[step];
      const child: Node = typeof next === 'object' ? next : {};
      node[step] = child;
      node = child;
    }
    node[last] = value;
  }
  return members(root);
}

const members = (node: Node): Record<string, unknown> =>
  Object.fromEntries(Object.entries(node).map(([name, value]) => [name, member(name, value)]));

function member(name: string, value: Node | string): unknown {
  if (typeof value === 'string') return value === '' && LISTS.has(name) ? [] : value;
  const keys = Object.keys(value);
  if (keys.every((key) => /^\d+$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => member('', value[key] as Node | string));
  }
  const only = keys.length === 1 ? value[keys[0] as string] : undefined;
  const numbered = typeof only === 'object' && Object.keys(only).every((key) => /^\d+$/.test(key));
  return numbered ? member('', only) : members(value);
}
