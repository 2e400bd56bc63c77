/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable in which a runner hands an input over: upper case, blanks to `_`, dashes kept. */
export const inputVariable = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;

/** Whether a default is an expression that a runner evaluates; without a runner it means nothing. */
export const isExpression = (text: string): boolean => text.includes('${{');
