import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const file = process.env.INPUT_SARIF_FILE;
const { version, runs } = JSON.parse(readFileSync(join(process.env.GITHUB_WORKSPACE, file), 'utf8'));
if (version !== '2.1.0' || !Array.isArray(runs)) throw new Error(`${file} is not SARIF 2.1.0`);
const names = runs.map(({ tool, results }) => `${tool.driver.name}: ${results?.length ?? 0} findings`);
console.log(names.join(', '));
