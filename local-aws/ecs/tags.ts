import type { ListTagsForResourceRequest, Tag, TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-ecs';
import { AwsFault } from '../service.ts';
import { error } from '../texts.ts';
import { lookUpDefinition, nameOf } from './find-resources.ts';
import type { Ecs } from './model.ts';

export function setTags(ecs: Ecs, arn: string, tags: readonly Tag[] | undefined): void {
  if (tags !== undefined && tags.length > 0) ecs.tags.set(arn, [...tags]);
}

/** `{tags}` when the call includes `TAGS`, else nothing. */
export function tagsWhen(ecs: Ecs, arn: string, include: readonly string[] | undefined): { tags?: readonly Tag[] } {
  return include?.includes('TAGS') ? { tags: ecs.tags.get(arn) ?? [] } : {};
}

export function listTagsForResource(ecs: Ecs, input: ListTagsForResourceRequest) {
  return { tags: ecs.tags.get(existing(ecs, input.resourceArn)) ?? [] };
}

export function tagResource(ecs: Ecs, input: TagResourceRequest) {
  const arn = existing(ecs, input.resourceArn);
  const added = input.tags ?? [];
  const kept = (ecs.tags.get(arn) ?? []).filter((tag) => !added.some((other) => other.key === tag.key));
  if (kept.length + added.length > 50) throw new AwsFault('InvalidParameterException', error.tooMany('tags', 50));
  ecs.tags.set(arn, [...kept, ...added]);
  return {};
}

export function untagResource(ecs: Ecs, input: UntagResourceRequest) {
  const arn = existing(ecs, input.resourceArn);
  const gone = new Set(input.tagKeys ?? []);
  ecs.tags.set(
    arn,
    (ecs.tags.get(arn) ?? []).filter((tag) => !gone.has(tag.key ?? '')),
  );
  return {};
}

/** The ARN, when something has it; `ResourceNotFoundException` otherwise. */
function existing(ecs: Ecs, arn = ''): string {
  const [kind, clusterName = '', name = ''] = (arn.split(':')[5] ?? '').split('/');
  const cluster = ecs.clusters.get(clusterName);
  const found =
    (kind === 'task-definition' && lookUpDefinition(ecs, arn)?.arn === arn) ||
    (kind === 'service' && cluster?.services.get(name)?.arn === arn) ||
    (kind === 'task' && cluster?.tasks.get(nameOf(arn))?.arn === arn) ||
    (kind === 'cluster' && cluster?.arn === arn);
  if (!found) throw new AwsFault('ResourceNotFoundException', error.resourceNotFound);
  return arn;
}
