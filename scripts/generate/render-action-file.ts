import { stringify } from 'yaml';
import type { ActionSpec } from '#base/action-spec';
import { type InputRow, notGiven } from '#base/input-kinds';

/** action.yml of an action, as it stands beside the built index.js. */
export function renderActionFile(spec: ActionSpec): string {
  const inputs = Object.entries(spec.inputs).map(([name, row]) => [name, inputOf(row)]);
  const outputs = Object.entries(spec.outputs).map(([name, description]) => [name, { description }]);
  const action = {
    name: spec.title,
    description: spec.description,
    author: 'deploy-actions contributors',
    branding: spec.branding,
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
    runs: { using: 'node24', main: 'index.js', ...(spec.post ? { post: 'post.js' } : {}) },
  };
  return `# Generated from actions/${spec.name}/spec.ts by \`npm run generate\`.\n${stringify(action, { lineWidth: 0 })}`;
}

function inputOf(row: InputRow) {
  const fallback = row.default ?? (row.handOver ? notGiven : undefined);
  return {
    description: row.kind.name === 'text' ? row.description : `${row.description} (${row.kind.allowed})`,
    required: row.required,
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}
