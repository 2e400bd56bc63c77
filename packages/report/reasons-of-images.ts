import type { Reason } from './reason.ts';

/** Reasons that lie in an image or its registry. */
export const reasonsOfImages = {
  'image-not-found': {
    means: 'The image that a task needs does not exist in its registry.',
    fix: (where) => `Push the image first, or correct the tag or digest in the input image (${where}).
A lifecycle policy may have removed it: aws ecr describe-images lists what is left.`,
    givenBy: ['ecs'],
  },
  'image-pull-denied': {
    means: 'The registry refused to hand out the image.',
    fix: (
      where,
    ) => `Allow ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:GetAuthorizationToken to the execution role (${where}).
An image of another account also needs a statement in that repository's policy; a private one elsewhere needs repositoryCredentials.`,
    givenBy: ['ecs'],
  },
  'image-platform-mismatch': {
    means: 'The image is built for another processor or operating system than the task runs on.',
    fix: (
      where,
    ) => `Build the image for the platform of the task, or set runtimePlatform.cpuArchitecture to that of the image (${where}).
With docker: docker buildx build --platform linux/amd64 (or linux/arm64).`,
    givenBy: ['ecs'],
  },
  'build-failed': {
    means: 'The image could not be built.',
    fix: (where) => `Correct the Dockerfile step that failed, shown in the job summary (${where}).
To see it at home: docker build with the same context and build arguments.`,
    givenBy: ['ecr'],
  },
  'registry-login-failed': {
    means: 'The registry did not accept the login.',
    fix: (where) =>
      `Allow ecr:GetAuthorizationToken on resource * to the role of this job, and check the region (${where}).`,
    givenBy: ['ecr'],
  },
  'push-denied': {
    means: 'The registry did not accept the image.',
    fix: (
      where,
    ) => `Allow ecr:InitiateLayerUpload, ecr:UploadLayerPart, ecr:CompleteLayerUpload, ecr:BatchCheckLayerAvailability and ecr:PutImage
on the repository to the role of this job, and check that the repository exists (${where}).`,
    givenBy: ['ecr'],
  },
  'tag-immutable': {
    means: 'The tag exists already with another image, and the repository does not let tags move.',
    fix: (where) =>
      `Push under a new tag (the default is the commit), or exclude moving tags from immutability in the repository (${where}).`,
    givenBy: ['ecr'],
  },
  'image-inputs-differ': {
    means: 'An image of this tag exists, but it was built from other inputs.',
    fix: (where) => `Push under a new tag, or set if-exists to rebuild when the image may be replaced (${where}).`,
    givenBy: ['ecr'],
  },
  'scan-blocked': {
    means: 'The scan of the image found vulnerabilities at or above the severity that blocks.',
    fix: (where) => `Update the packages or the base image named in the findings (${where}).
To let it pass knowingly, raise the severity in the input scan.`,
    givenBy: ['ecr'],
  },
} as const satisfies Record<string, Reason>;
