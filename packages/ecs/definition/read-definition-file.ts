import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputProblem } from '#base/input-kinds';
import { asDefinition } from './as-definition.ts';
import type { Definition } from './task-definition.ts';

export type DefinitionFile =
  | { readonly kind: 'read'; readonly path: string; readonly definition: Definition }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Reads a task definition file, JSON or YAML; also the answer of `aws ecs describe-task-definition` as it is. */
export async function readDefinitionFile(path: string, folder: string): Promise<DefinitionFile> {
  try {
    const content = await parseText(await readFile(resolve(folder, path), 'utf8'));
    return { kind: 'read', path, definition: asDefinition(unwrap(content)) };
  } catch (error) {
    return { kind: 'unreadable', problem: `task-definition: ${path} ${reason(error)}` };
  }
}

/** JSON is YAML, too, but most files are JSON, and the library for YAML takes long to load. */
async function parseText(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { parse } = await import('yaml');
    return parse(text);
  }
}

const unwrap = (content: unknown): unknown =>
  typeof content === 'object' && content !== null && 'taskDefinition' in content ? content.taskDefinition : content;

function reason(error: unknown): string {
  if (error instanceof InputProblem) return `is no task definition: ${error.message}`;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === 'ENOENT' ? 'does not exist' : `cannot be read: ${String(message).split('\n')[0]}`;
}
