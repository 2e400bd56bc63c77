import { checksFailed, codeMismatch, timedOut } from '../../local-aws/elb/texts.ts';
import { stopped } from '../../local-aws/texts.ts';
import type { Cause } from './axes.ts';

/**
 * Three that end alike are a loop. Of an error that no further try can cure the second is enough: the tasks of a batch
 * end together, so it comes at once where more than one is wanted (and the first alone is given `fail-fast-grace-seconds`).
 */
const loop = 3;
const permanent = 2;
const image = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web:new';
const anyImage = /shop\/web/;

export const fine: Cause = { name: 'they run', kind: 'fine' };

/** Every start that fails, and what is then said of it. */
export const causes: readonly Cause[] = [
  fine,
  {
    name: 'the image is missing',
    fate: { kind: 'image-not-found' },
    kind: 'failing',
    code: 'image-not-found',
    text: /CannotPullContainerError: .*: not found/,
    names: anyImage,
    doom: permanent,
  },
  {
    name: 'the pull is denied',
    fate: { kind: 'cannot-start', reason: stopped.pullDenied(image) },
    kind: 'failing',
    code: 'image-pull-denied',
    text: /403 Forbidden/,
    names: anyImage,
    doom: permanent,
  },
  {
    name: 'the image is for another platform',
    fate: { kind: 'cannot-start', reason: stopped.platformMismatch },
    kind: 'failing',
    code: 'image-platform-mismatch',
    text: /descriptor matching platform 'linux\/amd64'/,
    names: /linux\/amd64/,
    doom: permanent,
  },
  {
    name: 'a secret cannot be read',
    fate: { kind: 'secret-unreadable' },
    kind: 'failing',
    code: 'secret-unreadable',
    text: /not authorized to perform: secretsmanager:GetSecretValue/,
    names: /secret:app/,
    doom: permanent,
  },
  {
    name: 'the log group is missing',
    fate: { kind: 'cannot-start', reason: stopped.logGroupMissing },
    kind: 'failing',
    code: 'not-found',
    text: /The specified log group does not exist/,
    names: /\/ecs\/shop/,
    doom: permanent,
  },
  {
    name: 'the network has no route',
    fate: { kind: 'cannot-start', reason: stopped.noNetwork },
    kind: 'failing',
    code: 'network-misconfigured',
    text: /There is a connection issue between the task and Amazon ECR/,
    names: /Amazon ECR/,
  },
  {
    name: 'the container exits 1',
    fate: { kind: 'exits', code: 1, after: 2_000, log: ['starting', "KeyError: 'DATABASE_HOST'"] },
    kind: 'failing',
    code: 'crash-loop',
    text: /KeyError: 'DATABASE_HOST'/,
    names: /DATABASE_HOST .*container app/,
    doom: loop,
  },
  {
    name: 'the container exits 137',
    fate: { kind: 'out-of-memory', after: 2_000 },
    kind: 'failing',
    code: 'out-of-memory',
    text: /OutOfMemoryError: Container killed due to memory usage/,
    names: /container app/,
    doom: loop,
  },
  {
    // Two of three tasks: the cause of most is the cause.
    name: 'most are out of memory, some exit 1',
    fates: [
      { kind: 'out-of-memory', after: 2_000 },
      { kind: 'exits', code: 1, after: 2_000, log: ['a worker has died'] },
      { kind: 'out-of-memory', after: 2_000 },
    ],
    kind: 'failing',
    code: 'out-of-memory',
    text: /OutOfMemoryError: Container killed due to memory usage/,
    names: /container app/,
    doom: 4,
  },
  {
    name: 'most cannot read a secret, some exit 1',
    fates: [
      { kind: 'secret-unreadable' },
      { kind: 'secret-unreadable' },
      { kind: 'exits', code: 1, after: 2_000, log: ['a worker has died'] },
    ],
    kind: 'failing',
    code: 'secret-unreadable',
    text: /not authorized to perform: secretsmanager:GetSecretValue/,
    names: /secret:app/,
    doom: permanent,
  },
  {
    name: 'the container health check fails',
    fate: { kind: 'runs', health: 'unhealthy' },
    kind: 'failing',
    checked: true,
    code: 'container-health-check-failing',
    text: /failed container health checks/,
    names: /\bapp\b/,
  },
  {
    name: 'the target answers 503',
    fate: { kind: 'runs', target: codeMismatch(503) },
    kind: 'balanced',
    code: 'target-unhealthy',
    text: /Health checks failed with these codes: \[503\]|target-group/,
    names: /target group (?:lb|green)/,
  },
  {
    name: 'the target does not answer in time',
    fate: { kind: 'runs', target: timedOut },
    kind: 'balanced',
    code: 'target-unhealthy',
    text: /Request timed out|target-group/,
    names: /target group (?:lb|green)/,
  },
  {
    name: 'the port was never opened',
    fate: { kind: 'runs', target: checksFailed },
    kind: 'balanced',
    code: 'target-unhealthy',
    text: /Health checks failed|target-group/,
    names: /target group (?:lb|green)/,
  },
];
