/** The parts of an image reference: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/api:1.2@sha256:…`. */
export interface ImageReference {
  /** Everything before tag and digest. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
  /** Set when Amazon ECR (private) has it. */
  readonly ecr?: { readonly account: string; readonly region: string; readonly repository: string };
}

const ecrName =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn))\/(.+)$/;

export function parseImage(reference: string): ImageReference {
  const [tagged = '', digest] = reference.split('@');
  const cut = tagged.lastIndexOf(':');
  const hasTag = cut > tagged.lastIndexOf('/');
  const name = hasTag ? tagged.slice(0, cut) : tagged;
  const [, account, region, repository] = ecrName.exec(name) ?? [];
  return {
    name,
    ...(hasTag ? { tag: tagged.slice(cut + 1) } : {}),
    ...(digest === undefined ? {} : { digest }),
    ...(account && region && repository ? { ecr: { account, region, repository } } : {}),
  };
}

/** The last part of the name: `api` of `…amazonaws.com/team/api:1.2`. */
export const repositoryWord = ({ name }: ImageReference): string => name.slice(name.lastIndexOf('/') + 1);
