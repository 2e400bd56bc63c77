import type { PullFrom } from '../../program/choose-runtime.ts';
import type { RegistryDoorOptions } from '../../program/read-options.ts';
import type { Ecr } from '../ecr.ts';

export interface Door {
  readonly url: string;
  pullFrom(): PullFrom;
  close(): Promise<void>;
}

export async function openDoor(_ecr: Ecr, _options: RegistryDoorOptions): Promise<Door> {
  throw new Error('the registry door is not there yet');
}
