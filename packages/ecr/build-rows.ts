import * as z from 'zod';

const text = z.string().trim().min(1);
/** YAML reads `PORT: 8080` as a number and `DEBUG: true` as a flag; a build argument is text. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.union([z.array(text), text.transform((one) => one.split(',').map((part) => part.trim()))]);

const row = z.strictObject({
  key: text.optional().describe('What other actions call the image by. Default: the last word of the repository.'),
  repository: text.optional().describe('The ECR repository, by name or full URI. Needed unless push is false.'),
  context: text.default('.').describe('Folder of the build context, from the root of the checkout.'),
  file: text.optional().describe('The Dockerfile, from the root of the checkout. Default: Dockerfile in the context.'),
  target: text.optional().describe('The stage to build.'),
  platforms: texts.optional().describe('Platforms, such as linux/arm64.'),
  'build-args': z.record(z.string(), scalar).optional().describe('Build arguments besides the input of this name.'),
  'build-contexts': z.record(z.string(), text).optional().describe('Named contexts besides the input of this name.'),
  labels: z.record(z.string(), scalar).optional().describe('Labels besides the input of this name.'),
});

/** The rows of the input `builds`. */
export const buildRows = z.array(row).min(1).describe('The images to build, a row each.');

export type BuildRow = z.output<typeof row>;
