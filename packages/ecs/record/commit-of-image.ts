/**
 * The commit to record for a revision: an image whose tag is a full commit SHA is of that commit, whatever commit the
 * run that deploys it was started for; any other is of the run's.
 */
export const commitOfImage = (imageTag: string | undefined, run: string | undefined): { readonly commit?: string } => {
  const commit = imageTag !== undefined && /^[0-9a-f]{40}$/i.test(imageTag) ? imageTag.toLowerCase() : run;
  return commit === undefined ? {} : { commit };
};
