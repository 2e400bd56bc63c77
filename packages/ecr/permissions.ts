import type { Permission } from '#aws/permission';

const repository = ['arn:aws:ecr:REGION:ACCOUNT:repository/REPOSITORY'];

export const logInToRegistry: Permission = {
  sid: 'LogInToRegistry',
  actions: ['ecr:GetAuthorizationToken'],
  resources: ['*'],
  does: 'a token for docker',
};

export const pushImages: Permission = {
  sid: 'PushImages',
  actions: [
    'ecr:BatchCheckLayerAvailability',
    'ecr:InitiateLayerUpload',
    'ecr:UploadLayerPart',
    'ecr:CompleteLayerUpload',
    'ecr:PutImage',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
  ],
  resources: repository,
  does: 'pushing by docker, the proof of what was pushed, tags, and the cache in the registry',
};

export const readRepositories: Permission = {
  sid: 'ReadRepositories',
  actions: ['ecr:DescribeRepositories'],
  resources: repository,
  does: 'whether the repository exists and its tags may move',
  without: 'a missing repository is told by the push, and every tag is taken as one that moves',
};

export const gateOnScans: Permission = {
  sid: 'GateOnScans',
  actions: ['ecr:DescribeImageScanFindings', 'ecr:StartImageScan'],
  resources: repository,
  does: 'the findings that block an image',
  when: '`scan`',
};

export const buildPermissions = [logInToRegistry, pushImages, readRepositories, gateOnScans];
