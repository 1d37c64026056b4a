import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { done, refused, type Outcome } from '../platform/problem.js';
import { parseMessage } from './message.js';
import { frame, MllpReader } from './mllp.js';

/** Where messages go. */
export interface MllpAddress {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly tls?: { readonly caFile?: string | undefined; readonly keyFile?: string | undefined; readonly certFile?: string | undefined } | undefined;
}

const answerLimitBytes = 100_000;
const fileOf = (path: string | undefined): Buffer | undefined => (path === undefined ? undefined : readFileSync(path));

function open({ host, port, tls }: MllpAddress): Socket {
  if (!tls) return connect(port, host);
  const files = { ca: fileOf(tls.caFile), key: fileOf(tls.keyFile), cert: fileOf(tls.certFile) };
  return connectTls({ host, port, ...Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined)) });
}

/**
 * Sends one message and waits for its acknowledgement, the one whose MSA-2 is `controlId`: its code and text. Code
 * HL7_UNAVAILABLE where the other side cannot be reached, breaks off or is silent for too long.
 */
export async function sendMessage(text: string, controlId: string, address: MllpAddress): Promise<Outcome<{ readonly code: string; readonly text: string }>> {
  const unavailable = (why: string): Outcome<never> => refused('HL7_UNAVAILABLE', `The receiver of HL7 v2 results at ${address.host}:${address.port} ${why}.`);
  return new Promise((resolve) => {
    const socket = open(address);
    const reader = new MllpReader(answerLimitBytes);
    const settle = (outcome: Outcome<{ readonly code: string; readonly text: string }>): void => { socket.destroy(); resolve(outcome); };
    const timer = setTimeout(() => { settle(unavailable(`did not acknowledge within ${address.timeoutMs} ms`)); }, address.timeoutMs);
    socket.on('close', () => { clearTimeout(timer); resolve(unavailable('closed the connection before it acknowledged')); });
    socket.on('error', (error) => { settle(unavailable(`cannot be reached (${'code' in error ? String(error.code) : error.name})`)); });
    socket.once(address.tls ? 'secureConnect' : 'connect', () => { socket.write(frame(text)); });
    socket.on('data', (chunk: Buffer) => {
      for (const event of reader.push(chunk)) {
        const answer = event.kind === 'message' ? parseMessage(event.bytes) : undefined;
        if (!answer?.has('MSA')) { settle(unavailable('answered with something other than an acknowledgement')); return; }
        if (answer.value('MSA', 2) !== controlId) continue;
        settle(done({ code: answer.value('MSA', 1), text: answer.value('ERR', 8) || answer.value('MSA', 3) }));
        return;
      }
    });
  });
}
