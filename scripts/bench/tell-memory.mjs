// Preload of a program under measurement: writes "<ms since the epoch> <resident bytes>" to TELL_MEMORY, four times a
// second of the machine's time. It comes before the preload that accelerates time, so it has the true clock.
import { appendFileSync } from 'node:fs';

const { now } = Date;
const file = process.env.TELL_MEMORY ?? '';
setInterval(() => appendFileSync(file, `${now()} ${process.memoryUsage.rss()}\n`), 250).unref();
