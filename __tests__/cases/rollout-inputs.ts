import type { ReasonCode } from '#report/reasons';
import type { With } from '../support/deploy.ts';

/** Inputs that a run refuses before it writes anything, and what its message must name. */
export interface RefusedInput {
  readonly name: string;
  readonly with: With;
  readonly code: ReasonCode;
  /** Each must stand in the cause or its evidence. */
  readonly says: readonly (string | RegExp)[];
  /** Files of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
}

const task = JSON.stringify({ family: 'web', containerDefinitions: [{ name: 'app', image: 'nginx:1' }] });

export const refusedInputs: readonly RefusedInput[] = [
  {
    name: 'a container that is not there',
    with: { service: 'web', image: 'v2', 'container-name': 'nginx' },
    code: 'invalid-input',
    says: ['nginx', 'app'],
  },
  { name: 'an unknown service', with: { service: 'wbe', image: 'v2' }, code: 'not-found', says: ['wbe', 'web'] },
  {
    name: 'an unknown cluster',
    with: { service: 'web', image: 'v2', cluster: 'shpo' },
    code: 'not-found',
    says: ['shpo', 'shop'],
  },
  {
    name: 'two rows of the same service',
    with: { services: '[{ service: web, image: v2 }, { service: web, image: v1 }]' },
    code: 'invalid-input',
    says: ['two rows name the service web'],
  },
  {
    name: 'the same service by name and by ARN',
    with: { services: '[web, "arn:aws:ecs:eu-central-1:111122223333:service/shop/web"]' },
    code: 'invalid-input',
    says: ['two rows name the service web'],
  },
  {
    name: 'an image that does not exist',
    with: { service: 'web', image: 'v99' },
    code: 'image-not-found',
    says: [/shop\/web:v99/],
  },
  {
    name: 'an image of a repository that does not exist',
    with: { service: 'web', image: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/wob:v1' },
    code: 'image-not-found',
    says: [/shop\/wob:v1/],
  },
  {
    name: 'malformed YAML',
    with: { services: '- service: web\n  image: [v2' },
    code: 'invalid-input',
    says: ['services', 'YAML'],
  },
  { name: 'rows that are no list', with: { services: 'service: web' }, code: 'invalid-input', says: ['services'] },
  {
    name: 'a row with a misspelt key',
    with: { services: '[{ service: web, imgae: v2 }]' },
    code: 'invalid-input',
    says: ['imgae'],
  },
  { name: 'no service at all', with: { image: 'v2' }, code: 'invalid-input', says: ['service'] },
  {
    name: 'a file that is not a task definition',
    with: { service: 'web', 'task-definition': 'package.json' },
    files: { 'package.json': '{ "name": "shop" }' },
    code: 'invalid-input',
    says: ['package.json', 'containerDefinitions'],
  },
  {
    name: 'a file that is not there',
    with: { service: 'web', 'task-definition': 'task.json' },
    code: 'invalid-input',
    says: ['task.json'],
  },
  {
    name: 'a file that is not JSON',
    with: { service: 'web', 'task-definition': 'task.json' },
    files: { 'task.json': '{ "family": "web", ' },
    code: 'invalid-input',
    says: ['task.json'],
  },
  {
    name: 'a file and an ARN',
    with: { service: 'web', 'task-definition': 'task.json', 'task-definition-arn': 'web:1' },
    files: { 'task.json': task },
    code: 'invalid-input',
    says: ['task-definition and task-definition-arn exclude each other'],
  },
  {
    name: 'an ARN with something to change',
    with: { service: 'web', 'task-definition-arn': 'web:1', image: 'v2' },
    code: 'invalid-input',
    says: ['task-definition-arn', 'image'],
  },
  {
    name: 'an ARN that does not exist',
    with: { service: 'web', 'task-definition-arn': 'web:9' },
    code: 'not-found',
    says: ['web:9'],
  },
  {
    name: 'more than 64 KiB',
    with: { service: 'web', 'environment-variables': `BIG=${'x'.repeat(70_000)}` },
    code: 'invalid-input',
    says: [/7\d{4} bytes/, '65536'],
  },
  {
    name: 'a name that is a variable and a secret',
    with: { services: '[{ service: web, environment-variables: { A: "1" }, secrets: { A: "arn:x" } }]' },
    code: 'invalid-input',
    says: ['A is both'],
  },
  {
    name: 'a line without =',
    with: { service: 'web', 'environment-variables': 'A=1\nB' },
    code: 'invalid-input',
    says: ['environment-variables', '"B"'],
  },
  {
    name: 'a command with an open quote',
    with: { service: 'web', command: 'sh -c "echo' },
    code: 'invalid-input',
    says: ['command'],
  },
  {
    name: 'a release-id that was blanked on the way',
    with: { service: 'web', image: 'v2', 'release-id': ' ' },
    code: 'invalid-input',
    says: ['release-id', 'secret'],
  },
  {
    name: 'another account than allowed',
    with: { service: 'web', image: 'v2', 'allowed-account-ids': '999988887777' },
    code: 'invalid-input',
    says: ['111122223333', '999988887777'],
  },
  {
    name: 'another region than allowed',
    with: { service: 'web', image: 'v2', 'allowed-regions': 'us-east-1' },
    code: 'invalid-input',
    says: ['eu-central-1', 'us-east-1'],
  },
  {
    name: 'several bad inputs at once',
    with: {
      service: 'web',
      image: 'v2',
      'desired-count': 'many',
      'rollout-timeout-minutes': '0',
      'on-failure': 'panic',
    },
    code: 'invalid-input',
    says: ['desired-count', 'rollout-timeout-minutes', 'on-failure', 'rollback, leave'],
  },
  {
    name: 'several rows with several problems each',
    with: {
      services:
        '[{ service: web, image: v99 }, { service: api, container-name: nope, image: v1 }, { service: jobs, task-definition-arn: "jobs:7" }]',
    },
    code: 'image-not-found',
    says: [/shop\/web:v99/, 'nope', 'jobs:7'],
  },
  {
    name: 'several services that do not exist',
    with: { services: '[{ service: web, image: v2 }, { service: wob }, { service: ipa }]' },
    code: 'not-found',
    says: ['wob', 'ipa'],
  },
];

/** Values that must arrive in the container exactly as they were written. */
export const exactValues: readonly {
  readonly name: string;
  readonly with: With;
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}[] = [
  {
    name: '= in values',
    with: { 'environment-variables': 'URL=postgres://u:p@h/db?a=b&c=d==\nEMPTY=\nSPACED= a b ' },
    environment: { URL: 'postgres://u:p@h/db?a=b&c=d==', EMPTY: '', SPACED: ' a b ' },
  },
  {
    name: 'unicode, quotes, $ and #',
    with: { 'environment-variables': 'GREETING=Grüße, 世界 🚀\nQUOTED="it\'s"\nPRICE=$5 #1 \\n' },
    environment: { GREETING: 'Grüße, 世界 🚀', QUOTED: '"it\'s"', PRICE: '$5 #1 \\n' },
  },
  {
    name: 'carriage returns of a file edited elsewhere',
    with: { 'environment-variables': 'A=1\r\nB=2\r\n' },
    environment: { A: '1', B: '2' },
  },
  {
    name: 'numbers and flags of YAML are text',
    with: { services: '[{ service: web, environment-variables: { PORT: 8080, DEBUG: true } }]' },
    environment: { PORT: '8080', DEBUG: 'true' },
  },
  {
    name: 'a newline in a value, by YAML',
    with: { services: JSON.stringify([{ service: 'web', 'environment-variables': { PEM: '-----\nabc\n-----\n' } }]) },
    environment: { PEM: '-----\nabc\n-----\n' },
  },
  {
    name: 'a command in words with quotes',
    with: { command: `sh -c "echo 'a b' && exit 0" --flag=x=y` },
    command: ['sh', '-c', "echo 'a b' && exit 0", '--flag=x=y'],
  },
  {
    name: 'a command as a JSON list with newlines and unicode',
    with: { command: JSON.stringify(['node', '-e', 'console.log("é\n$HOME")\n']) },
    command: ['node', '-e', 'console.log("é\n$HOME")\n'],
  },
];
