/** Milliseconds in words: `800 ms`, `42s`, `4m 12s`, `1h 02m`. */
export function duration(ms: number): string {
  const whole = Number.isFinite(ms) && ms > 0 ? ms : 0;
  if (whole < 1_000) return `${Math.round(whole)} ms`;
  const { hours, minutes, seconds } = clockParts(whole);
  if (hours > 0) return `${hours}h ${pad(minutes)}m`;
  return minutes > 0 ? `${minutes}m ${pad(seconds)}s` : `${seconds}s`;
}

/** Milliseconds as on a stopwatch: `00:12`, from an hour on `1:02:03`. */
export function stopwatch(ms: number): string {
  const { hours, minutes, seconds } = clockParts(Number.isFinite(ms) && ms > 0 ? ms : 0);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${pad(minutes)}:${pad(seconds)}`;
}

function clockParts(ms: number) {
  const total = Math.floor(ms / 1_000);
  return { hours: Math.floor(total / 3_600), minutes: Math.floor(total / 60) % 60, seconds: total % 60 };
}

const pad = (part: number) => String(part).padStart(2, '0');
