import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const { env } = process;
const role = env['INPUT_ROLE-TO-ASSUME'];
const region = env['INPUT_AWS-REGION'];
const answer = await fetch(`${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sts.amazonaws.com`, {
  headers: { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
});
const { value: token } = await answer.json();
const aws = (...args) =>
  JSON.parse(execFileSync('aws', [...args, '--region', region, '--output', 'json'], { encoding: 'utf8' }));
const words = ['--role-arn', role, '--role-session-name', 'stand-in', '--web-identity-token', token];
const { Credentials: keys } = aws('sts', 'assume-role-with-web-identity', ...words);
const variables = {
  AWS_ACCESS_KEY_ID: keys.AccessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
  AWS_SESSION_TOKEN: keys.SessionToken,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
};
for (const [name, value] of Object.entries(variables)) {
  if (name !== 'AWS_REGION' && name !== 'AWS_DEFAULT_REGION') console.log(`::add-mask::${value}`);
  appendFileSync(env.GITHUB_ENV, `${name}=${value}\n`);
  process.env[name] = value;
}
const { Account } = aws('sts', 'get-caller-identity');
appendFileSync(env.GITHUB_OUTPUT, `aws-account-id=${Account}\n`);
