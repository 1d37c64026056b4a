import { connect, createServer, type Server, type Socket } from 'node:net';
import { parseMessage } from '../../src/hl7v2/message.js';
import { frame, MllpReader } from '../../src/hl7v2/mllp.js';

/** An order for a study by its accession number. */
export const orderMessage = (placer: string, patient: string, accession: string): string => [
  `MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||ORM^O01|${placer}|P|2.5.1|||||UNICODE UTF-8`, `PID|1||${patient}^^^HOSP^MR`,
  `ORC|NW|${placer}^RIS`, `OBR|1|${placer}^RIS||36235-3^MR Lower leg^LN||||||||||||||${accession}`,
].join('\r');

/** Sends over one connection until there is no next: each message waits for the acknowledgement of the one before. Gives how many were taken. */
export async function sendAll(port: number, next: () => string | undefined): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  const reader = new MllpReader(100_000);
  let taken = 0;
  return new Promise((resolve, failed) => {
    const send = (): void => {
      const text = next();
      if (text === undefined) { socket.end(); resolve(taken); } else socket.write(frame(text));
    };
    socket.on('error', failed);
    socket.on('connect', send);
    socket.on('data', (chunk: Buffer) => {
      for (const event of reader.push(chunk)) {
        if (event.kind !== 'message' || parseMessage(event.bytes)?.value('MSA', 1) !== 'AA') { failed(new Error(`not acknowledged: ${event.kind === 'message' ? event.bytes.toString() : event.kind}`)); return; }
        taken += 1;
        send();
      }
    });
  });
}

/** Messages a second over `connections` connections for `seconds`, each acknowledged before the next on its connection. */
export async function messagesPerSecond(port: number, connections: number, seconds: number, message: (k: number) => string): Promise<number> {
  const began = performance.now();
  let sent = 0;
  const next = (): string | undefined => (performance.now() - began < 1000 * seconds ? message(sent += 1) : undefined);
  const counts = await Promise.all(Array.from({ length: connections }, () => sendAll(port, next)));
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - began) / 1000);
}

/** A receiver of results that acknowledges all it gets. `heard` grows by the placer number of each. */
export async function receiver(port: number): Promise<{ readonly heard: string[]; readonly close: () => void }> {
  const heard: string[] = [];
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    const reader = new MllpReader(1_000_000);
    socket.on('close', () => { open.delete(socket); });
    socket.on('data', (chunk: Buffer) => {
      for (const event of reader.push(chunk)) {
        const message = event.kind === 'message' ? parseMessage(event.bytes) : undefined;
        if (!message) continue;
        heard.push(message.value('ORC', 2));
        socket.write(frame(`MSH|^~\\&|RIS|HOSP|SARCOLENS||20260302||ACK|x|P|2.5.1\rMSA|AA|${message.value('MSH', 10)}\r`));
      }
    });
  });
  await new Promise<void>((listening) => { server.listen(port, '127.0.0.1', listening); });
  return { heard, close: () => { server.close(); for (const socket of open) socket.destroy(); } };
}
