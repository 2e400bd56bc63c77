/** Characters of commands that one line bears. */
const most = 480;

/** The commands of a report, a line each, as a part of one line that can be copied; too many are only counted. */
export function inlineCommand(commands: string): string {
  const all = commands.split('\n').filter((line) => line.trim() !== '');
  const line = all.join(' && ');
  return all.length > 1 && line.length > most ? `the ${all.length} commands in the job summary` : line;
}
