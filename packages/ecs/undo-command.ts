/** The exact command that puts services back to the revisions they came from; one line a service. */
export function undoCommand(
  region: string,
  rows: readonly { readonly row: string; readonly place: string; readonly from: string }[],
): string | undefined {
  if (rows.length === 0) return undefined;
  return rows
    .map(
      ({ row, place, from }) =>
        `aws ecs update-service --region ${region} --cluster ${place} --service ${row} --task-definition ${shortName(from)}`,
    )
    .join('\n');
}

/** `web:41` of `arn:aws:ecs:…:task-definition/web:41`. */
const shortName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
