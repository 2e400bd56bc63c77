import type { Aws } from '#aws/client';
import { domainOf } from '#aws/domain-of';
import { parseImage } from '#aws/image-reference';
import { readCaller } from '#aws/read-caller';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { WantedImage } from '../service/service-change.ts';

/**
 * The full reference of a wanted image. A tag alone is one of the repository that `running` is of; a repository's name alone is
 * one of the same registry, or, where what runs is from elsewhere (a placeholder, before the first deployment), of the account
 * and region of the run. Throws `invalid-input` for a tag of an image that is not in ECR: what was built is not there;
 * `AwsError`.
 */
export async function locateImage(
  aws: Aws,
  wanted: WantedImage,
  running: { readonly name: string; readonly image: string },
  where: string,
): Promise<string> {
  if (wanted.kind === 'reference') return wanted.reference;
  const { name, ecr } = parseImage(running.image);
  if (wanted.kind === 'tag') {
    if (ecr !== undefined || wanted.fromRow) return `${name}:${wanted.tag}`;
    throw new Failure(notInEcr(running, wanted.tag, where));
  }
  const { repository, tag } = wanted;
  if (/[.:]/.test(repository.split('/')[0] ?? '')) return `${repository}:${tag}`;
  const host = ecr === undefined ? await ownRegistry(aws) : name.slice(0, name.indexOf('/'));
  return `${host}/${repository}:${tag}`;
}

async function ownRegistry(aws: Aws): Promise<string> {
  const { account } = await readCaller(aws);
  return `${account}.dkr.ecr.${aws.region}.${domainOf(aws.region)}`;
}

const notInEcr = (running: { readonly name: string; readonly image: string }, tag: string, where: string) =>
  diagnosis('invalid-input', {
    what: `image-tag ${tag} is looked for where the running image comes from, and ${running.image} is not of Amazon ECR; nothing was written`,
    where,
    evidence: [`container ${running.name} runs ${running.image}`],
    fix: `Name the repository, too: image: <its name or URI> beside image-tag: ${tag}.`,
  });
