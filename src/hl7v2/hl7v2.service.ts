import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import type { Logger } from '../platform/logger.js';
import { LOGGER } from '../platform/tokens.js';
import { acknowledge, type Verdict } from './acknowledgement.js';
import { serveConnection } from './connection.js';
import { MessageIntake } from './message-intake.service.js';
import { parseMessage, typeOf } from './message.js';

const silenceMs = 600_000;

type Hl7Settings = NonNullable<Settings['hl7']>;

function serverFor({ tls }: Hl7Settings, serve: (socket: Socket) => void): Server {
  if (!tls) return createServer(serve);
  const ca = tls.caFile === undefined ? {} : { ca: readFileSync(tls.caFile), requestCert: true, rejectUnauthorized: true };
  return createTlsServer({ key: readFileSync(tls.keyFile), cert: readFileSync(tls.certFile), ...ca }, serve).on('tlsClientError', (_error, socket) => { socket.destroy(); });
}

/** The listener for HL7 v2 over MLLP. A message is acknowledged once what it says is stored; peers are known by address. */
@Injectable()
export class Hl7v2Service implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;
  private readonly connections = new Map<Socket, () => Promise<void>>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly intake: MessageIntake,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { hl7 } = this.settings;
    if (!hl7) return;
    const server = serverFor(hl7, (socket) => { this.serve(socket, hl7.peers); });
    server.maxConnections = 100;
    await new Promise<void>((listening, failed) => { server.once('error', failed).listen(hl7.port, hl7.host, listening); });
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    const closed = new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    await Promise.all([...this.connections.values()].map((end) => end()));
    await closed;
  }

  private serve(socket: Socket, peers: readonly string[]): void {
    const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (!peers.includes(peer)) { socket.destroy(); return; }
    this.connections.set(socket, serveConnection(socket, { limitBytes: this.settings.http.bodyLimitBytes, silenceMs, answer: (bytes) => this.answer(bytes, peer) }));
    socket.on('close', () => { this.connections.delete(socket); });
  }

  private async answer(bytes: Buffer, peer: string): Promise<readonly string[]> {
    const message = parseMessage(bytes);
    const reply = (verdict: Verdict): readonly string[] => acknowledge(message, verdict, { id: randomUUID(), now: new Date() });
    if (!message) return reply({ kind: 'rejected', text: 'This is not an HL7 v2 message; expected MSH with its separators, in a character set of table 0211 that is known here.' });
    try {
      return reply(await this.intake.take(message, bytes, peer));
    } catch (error) {
      this.logger.error({ door: 'hl7v2', type: typeOf(message), reason: error instanceof Error ? error.stack : String(error) }, 'a message failed');
      return reply({ kind: 'error', text: 'The message could not be stored; send it again.' });
    }
  }
}
