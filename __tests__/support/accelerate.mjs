// Preload of a program under test: its time runs TIME_SPEED times as fast as the machine's, counted from TIME_ORIGIN
// (milliseconds since the epoch). A simulation started with the same two shares this time.
// Out of reach: process.hrtime, Atomics.wait, and the time limits inside node:net.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const timers = require('node:timers');
const timersPromises = require('node:timers/promises');

const speed = Number(process.env.TIME_SPEED ?? '1');
const RealDate = Date;
const realNow = Date.now;
const origin = Number(process.env.TIME_ORIGIN ?? realNow());
const now = () => Math.floor(origin + (realNow() - origin) * speed);

const { setTimeout: realTimeout, setInterval: realInterval } = globalThis;
const faster =
  (real) =>
  (action, ms, ...args) =>
    real(action, (ms ?? 0) / speed, ...args);
const fasterTimeout = faster(realTimeout);
const fasterInterval = faster(realInterval);

const { setTimeout: sleep, setInterval: ticks } = timersPromises;
const fasterSleep = (ms, ...args) => sleep((ms ?? 0) / speed, ...args);
fasterTimeout[promisify.custom] = fasterSleep;
timersPromises.setTimeout = fasterSleep;
timersPromises.setInterval = (ms, ...args) => ticks((ms ?? 0) / speed, ...args);
timersPromises.scheduler.wait = fasterSleep;
for (const place of [globalThis, timers]) {
  place.setTimeout = fasterTimeout;
  place.setInterval = fasterInterval;
}
syncBuiltinESMExports();

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

const realPerformanceNow = performance.now.bind(performance);
performance.now = () => realPerformanceNow() * speed;

const realTimeoutSignal = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => realTimeoutSignal(Math.ceil(ms / speed));
