import { checksFailed, codeMismatch, timedOut } from '../../local-aws/elb/texts.ts';
import { stopped } from '../../local-aws/texts.ts';
import type { Cause } from './axes.ts';

/** Three alike, and no further try can help. */
const loop = { task: 3, within: 15_000 };
const permanent = { task: 1, within: 45_000 };
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
    names: /target group lb/,
  },
  {
    name: 'the target does not answer in time',
    fate: { kind: 'runs', target: timedOut },
    kind: 'balanced',
    code: 'target-unhealthy',
    text: /Request timed out|target-group/,
    names: /target group lb/,
  },
  {
    name: 'the port was never opened',
    fate: { kind: 'runs', target: checksFailed },
    kind: 'balanced',
    code: 'target-unhealthy',
    text: /Health checks failed|target-group/,
    names: /target group lb/,
  },
];
