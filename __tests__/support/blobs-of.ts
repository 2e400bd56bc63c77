import type { HttpPort } from '#base/network';
import type { Shop } from './shop.ts';

/** S3, as far as ECR keeps layers there. */
export const blobsOf =
  ({ aws }: Shop): HttpPort =>
  async ({ url }) => {
    const body = aws.ecr.blobAt(url.href);
    return { kind: 'answered', status: body === undefined ? 404 : 200, headers: {}, body: body ?? '', tookMs: 1 };
  };
