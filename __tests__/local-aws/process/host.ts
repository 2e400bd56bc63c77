/** A program that runs one container, says its lines, and waits to be killed. */
import { realClock } from '../../../local-aws/clock.ts';
import { processRuntime } from '../../../local-aws/runtimes/process.ts';
import { readImage } from '../../../local-aws/runtimes/process-images.ts';
import { runContainer, specOf } from './run-container.ts';

const image = readImage(process.argv[2] ?? '');
const runtime = processRuntime({ clock: realClock(), images: new Map([['app', image]]) });
const ran = runContainer(runtime, specOf());
setInterval(() => {
  for (const line of ran.lines.splice(0)) console.log(line);
}, 10);
