import type { InputRows, InputValues } from './input-kinds.ts';

/** An action as its users see it: `action.yml`, the README tables and the typed inputs are all made of this. */
export interface ActionSpec<Rows extends InputRows = InputRows> {
  /** Folder and name in `uses:`, `deploy-ecs`. */
  readonly name: string;
  /** Shown in the marketplace. */
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  readonly inputs: Rows;
  readonly outputs: Readonly<Record<string, string>>;
  /** Whether the action has a `post` entry, run at the end of the job also after a cancel. */
  readonly post: boolean;
  readonly branding: { readonly icon: string; readonly color: string };
  /** Inputs that were renamed: old name → new name. Using an old name fails and names the new one. */
  readonly renamed?: Readonly<Record<string, string>>;
}

export const actionSpec = <const Rows extends InputRows>(spec: ActionSpec<Rows>): ActionSpec<Rows> => spec;

export type Inputs<Spec> = Spec extends ActionSpec<infer Rows> ? InputValues<Rows> : never;
