import { diagnosis } from '#report/diagnosis';
import type { Explain, FailureEvidence } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

const refused = /AccessDenied|not authorized|KMS|Forbidden/i;
const missing = /ResourceNotFound|can't find|invalid ssm parameters|did not contain json key|ParameterNotFound/i;

/** The execution role cannot read a secret or parameter, or it does not exist. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find(
    (one) =>
      /ResourceInitializationError/i.test(one) &&
      /secret|ssm|parameter/i.test(one) &&
      (refused.test(one) || missing.test(one)) &&
      !/log ?group|log ?stream|logger args|connection issue/i.test(one),
  );
  if (text === undefined) return undefined;
  const secret = secretIn(text, evidence);
  const gone = missing.test(text) && !refused.test(text);
  return diagnosis('secret-unreadable', {
    what: gone ? `${secret} does not exist, or lacks the key asked for` : `the execution role may not read ${secret}`,
    where: whereOf(evidence),
    evidence: verbatim(evidence, [text]),
    fix: gone
      ? `Create ${secret} in this region, or correct valueFrom in the secrets of ${evidence.revision}.`
      : `Allow the execution role of ${evidence.revision} to read ${secret} (secretsmanager:GetSecretValue or ssm:GetParameters, and kms:Decrypt for its key).`,
  });
};

/** The secret's own name, from AWS's text, else the only one of the definition. */
function secretIn(text: string, evidence: FailureEvidence): string {
  const arn = /arn:aws[\w-]*:(?:secretsmanager|ssm):[^\s,;'"]+/.exec(text)?.[0];
  const parameters = /invalid ssm parameters: ([^\s;]+)/i.exec(text)?.[1];
  const all = evidence.containers.flatMap((container) => Object.values(container.secrets));
  const named = all.find((valueFrom) => valueFrom !== '' && text.includes(valueFrom));
  const found = named ?? arn ?? parameters ?? (all.length === 1 ? all[0] : undefined);
  return found?.replace(/[.:]+$/, '') ?? 'a secret of the task definition';
}
