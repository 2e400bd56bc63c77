import { expect, test } from '@jest/globals';
import { maskSecrets } from '#report/mask-secrets';

// Put together at run time, so that no scanner takes this file for a leak.
const key = `AKIA${'ABCDEFGH12345678'}`;
const gitHub = `ghp_${'a1B2'.repeat(9)}`;
const jwt = `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxIn0'}.c2lnbmF0dXJl`;

test.each([
  ['an AWS access key', `using ${key} now`, 'using *** now'],
  ['a GitHub token', `fatal: ${gitHub} rejected`, 'fatal: *** rejected'],
  ['a JWT', `got ${jwt}`, 'got ***'],
  ['a bearer token', 'Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer ***'],
  ['a password in a URL', 'postgres://app:s3cr3t@db:5432/patient failed', 'postgres://app:***@db:5432/patient failed'],
  ['password=', 'connect host=db password=s3cr3t dbname=x', 'connect host=db password=*** dbname=x'],
  [
    'Password= in a connection string',
    'Server=db;User=app;Password=s3 cr;Timeout=3',
    'Server=db;User=app;Password=*** cr;Timeout=3',
  ],
  ['a quoted value', 'DB_PASSWORD="two words" next', 'DB_PASSWORD=*** next'],
  ['JSON', '{"user":"app","clientSecret":"s3c,r3t"}', '{"user":"app","clientSecret":"***"}'],
  ['a Python dict', "{'api_key': 'abc', 'n': 1}", "{'api_key': '***', 'n': 1}"],
  ['YAML', 'password: hunter2', 'password: ***'],
  ['a signed URL', 'GET /x?X-Amz-Signature=abcdef&a=1', 'GET /x?X-Amz-Signature=***&a=1'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY----- MIIE', '-----BEGIN PRIVATE KEY----- ***'],
  ['a line of one', 'A'.repeat(64), '***'],
])('hides %s', (_, line, masked) => {
  expect(maskSecrets(line)).toBe(masked);
  expect(maskSecrets(maskSecrets(line))).toBe(masked);
});

test.each([
  'image api@sha256:9f3c2ab41d02e7f85b6a4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f',
  'commit 9f3c2ab7d1e04c5f8a6b3d2e1c0f9a8b7c6d5e4f',
  'arn:aws:ecs:eu-west-1:123456789012:task/prod/9f3c41d0a7b24e0c8d5f6a7b8c9d0e1f',
  'DATABASE_PASSWORD=arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf',
  'DATABASE_PASSWORD=/prod/db/password',
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed',
  'FATAL: password authentication failed for user "app"',
  'ExpiredTokenException: The security token included in the request is expired',
  'https://app.example.com:8443/health answered 200',
  'KeyError: DATABASE_URL',
])('leaves %s', (line) => {
  expect(maskSecrets(line)).toBe(line);
});

test.each(['password', 'a-', 'http://', '"token', 'eyJ', 'x:', '://:'])(
  'takes time in proportion on %s again and again',
  (part) => {
    // Time of the processor, whatever others do on the machine; it is counted coarsely, so many calls are taken together.
    const spent = () => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1_000;
    };
    const perCall = (length: number) => {
      const line = part.repeat(Math.ceil(length / part.length));
      maskSecrets(line);
      const start = spent();
      let calls = 0;
      for (; spent() - start < 50; calls++) maskSecrets(line);
      return (spent() - start) / calls;
    };
    // Eight times the line: 8 when the time is in proportion, 64 when it grows with the square.
    expect(perCall(40_000) / perCall(5_000)).toBeLessThan(30);
  },
);
