import type { Socket } from 'node:net';
import { frame, MllpReader } from './mllp.js';

/** Messages that may wait on one connection before nothing more is read from it. */
const mostWaiting = 100;

/** What a connection does with the messages that come over it. */
export interface ConnectionOptions {
  readonly limitBytes: number;
  /** A connection that says nothing for this long is closed. */
  readonly silenceMs: number;
  /** The answers to a message, in the order of sending. */
  readonly answer: (bytes: Buffer) => Promise<readonly string[]>;
}

/**
 * Serves one peer: messages one after another, so that answers stand in their order; a peer that sends faster than it is
 * served waits. Returns how to end it: what was begun is answered first.
 */
export function serveConnection(socket: Socket, { limitBytes, silenceMs, answer }: ConnectionOptions): () => Promise<void> {
  const reader = new MllpReader(limitBytes);
  let turn = Promise.resolve();
  let waiting = 0;
  const takeTurn = async (bytes: Buffer): Promise<void> => {
    const answers = socket.destroyed ? [] : await answer(bytes);
    if (!socket.destroyed) for (const text of answers) socket.write(frame(text));
    waiting -= 1;
    if (waiting < mostWaiting / 2 && socket.isPaused()) socket.resume();
  };
  socket.setTimeout(silenceMs, () => { socket.destroy(); });
  socket.on('error', () => { socket.destroy(); });
  socket.on('data', (chunk) => {
    for (const event of reader.push(chunk)) {
      if (event.kind === 'too-large') { socket.destroy(); return; }
      waiting += 1;
      turn = turn.then(() => takeTurn(event.bytes));
    }
    if (waiting > mostWaiting) socket.pause();
  });
  return async () => {
    socket.removeAllListeners('data');
    await turn;
    socket.destroySoon();
  };
}
