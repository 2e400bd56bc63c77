import { Agent, request } from 'node:http';

export interface Load {
  /** Requests answered, those that were not (connection lost, 5xx), and how often each text was answered. */
  stop(): Promise<{
    readonly sent: number;
    readonly lost: readonly string[];
    readonly answers: Readonly<Record<string, number>>;
  }>;
}

/** Asks a URL without pause on two connections, until it is stopped. */
export function startLoad(url: string): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const lost: string[] = [];
  const answers: Record<string, number> = {};
  let sent = 0;
  let goesOn = true;
  const ask = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const lose = (why: string) => {
      lost.push(why);
      resolve();
    };
    const sending = request(url, { agent, timeout: 10_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('error', (error) => lose(error.message));
      response.on('end', () => {
        if ((response.statusCode ?? 500) >= 500) return lose(`${response.statusCode}`);
        answers[body] = (answers[body] ?? 0) + 1;
        resolve();
      });
    });
    sending.on('error', (error) => lose(error.message));
    sending.on('timeout', () => sending.destroy(new Error('no answer in 10 s')));
    sending.end();
    return promise;
  };
  const lane = async () => {
    while (goesOn) {
      sent++;
      await ask();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const lanes = Promise.all([lane(), lane()]);
  return {
    async stop() {
      goesOn = false;
      await lanes;
      agent.destroy();
      return { sent, lost, answers };
    },
  };
}
