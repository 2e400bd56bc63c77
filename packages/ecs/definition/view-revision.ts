import { parseImage } from '#aws/image-reference';
import type { RevisionView } from '#report/deployment-report';
import { readRecord } from '../record/release-tags.ts';
import { labelOf, type Revision } from './task-definition.ts';

/** A revision as reports show it. */
export function viewRevision({ arn, label, definition, tags }: Revision): RevisionView {
  const { commit, release } = readRecord(tags);
  const images = definition.containerDefinitions.map(({ name, image }) => {
    const { digest } = parseImage(image);
    return { container: name, image, ...(digest === undefined ? {} : { digest }) };
  });
  return {
    id: arn,
    label,
    images,
    ...(commit === undefined ? {} : { commit }),
    ...(release === undefined ? {} : { release }),
  };
}

/** The view of a revision of which only the ARN is known. */
export const viewArn = (arn: string): RevisionView => ({ id: arn, label: labelOf(arn), images: [] });
