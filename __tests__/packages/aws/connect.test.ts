import { expect, test } from '@jest/globals';
import { connect } from '#aws/connect';
import type { Host } from '#report/host';

const host = (env: Readonly<Record<string, string>>) => ({ env }) as unknown as Host;

test.each([
  ['the input', 'eu-central-1', { AWS_REGION: 'us-east-1' }, 'eu-central-1'],
  ['the environment', undefined, { AWS_REGION: 'us-gov-west-1' }, 'us-gov-west-1'],
  ['the default of the environment', undefined, { AWS_DEFAULT_REGION: 'ap-southeast-4' }, 'ap-southeast-4'],
] as const)('the region comes from %s', (_name, input, env, region) => {
  expect(connect(host(env), input).region).toBe(region);
});

test.each([
  ['none', undefined, {}, 'no region is given'],
  ['an empty one', undefined, { AWS_REGION: '' }, 'no region is given'],
  ['one of two words', 'eu central', {}, '"eu central" is no region'],
  ['a host', undefined, { AWS_REGION: 'evil.example.com' }, '"evil.example.com" is no region'],
  ['one that ends in a line', 'eu-central-1\n', {}, '"eu-central-1\\n" is no region'],
] as const)('%s is a bad input, before the SDK can stumble over it', (_name, input, env, what) => {
  expect(() => connect(host(env), input)).toThrow(
    expect.objectContaining({
      diagnosis: expect.objectContaining({ code: 'invalid-input', where: 'aws-region', what }),
    }),
  );
});
