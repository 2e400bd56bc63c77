interface Memory {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** MiB of memory that Fargate offers with so many CPU units. Source: the SDK model's documentation of `cpu`. */
const MEMORY: Readonly<Record<number, Memory>> = {
  512: { from: 1024, to: 4096, step: 1024 },
  1024: { from: 2048, to: 8192, step: 1024 },
  2048: { from: 4096, to: 16_384, step: 1024 },
  4096: { from: 8192, to: 30_720, step: 1024 },
  8192: { from: 16_384, to: 61_440, step: 4096 },
  16384: { from: 32_768, to: 122_880, step: 8192 },
};

/** CPU in units or `1 vCPU`, memory in MiB or `2 GB`, as a task definition writes them. */
export function isFargateSize(cpu: string, memory: string): boolean {
  const units = amount(cpu, /^\s*([\d.]+)\s*v?cpu\s*$/i);
  const mib = amount(memory, /^\s*([\d.]+)\s*gb\s*$/i);
  if (units === 256) return [512, 1024, 2048].includes(mib);
  const row = MEMORY[units];
  return row !== undefined && mib >= row.from && mib <= row.to && (mib - row.from) % row.step === 0;
}

function amount(text: string, large: RegExp): number {
  const match = large.exec(text);
  return match === null ? Number(text) : Number(match[1]) * 1024;
}
