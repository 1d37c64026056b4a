import { randomUUID } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { OrdersService } from '../orders/orders.service.js';
import { readOrder } from '../orders/service-request.js';
import type { Logger } from '../platform/logger.js';
import { LOGGER } from '../platform/tokens.js';
import { acknowledge, type Verdict } from './acknowledgement.js';
import { type Message, parseMessage } from './message.js';
import { frame, MllpReader } from './mllp.js';
import { isOrderMessage, serviceRequestFrom, typeOf } from './order-message.js';

const silenceMs = 600_000;

/** The listener for HL7 v2 over MLLP. A message is acknowledged once its order is stored; peers are known by address. */
@Injectable()
export class Hl7v2Service implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;
  private readonly connections = new Set<Socket>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly orders: OrdersService,
    private readonly audit: AuditService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { hl7 } = this.settings;
    if (!hl7) return;
    const server = createServer((socket) => { this.serve(socket, hl7.peers); });
    server.maxConnections = 100;
    await new Promise<void>((listening, failed) => { server.once('error', failed).listen(hl7.port, hl7.host, listening); });
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    const closed = new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    for (const socket of this.connections) socket.destroy();
    await closed;
  }

  private serve(socket: Socket, peers: readonly string[]): void {
    const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (!peers.includes(peer)) { socket.destroy(); return; }
    this.connections.add(socket);
    const reader = new MllpReader(this.settings.http.bodyLimitBytes);
    let turn = Promise.resolve();
    socket.setTimeout(silenceMs, () => { socket.destroy(); });
    socket.on('error', () => { socket.destroy(); });
    socket.on('close', () => { this.connections.delete(socket); });
    socket.on('data', (chunk) => {
      for (const event of reader.push(chunk)) {
        if (event.kind === 'too-large') { socket.destroy(); return; }
        // One after another: the answers stand in the order of the messages.
        turn = turn.then(async () => { const answer = await this.answer(event.bytes, peer); if (!socket.destroyed) socket.write(frame(answer)); });
      }
    });
  }

  private async answer(bytes: Buffer, peer: string): Promise<string> {
    const message = parseMessage(bytes);
    const reply = (verdict: Verdict): string => acknowledge(message, verdict, { id: randomUUID(), now: new Date() });
    if (!message) return reply({ kind: 'rejected', text: 'This is not an HL7 v2 message; expected MSH with its separators, in UTF-8, ASCII, 8859/1 or 8859/15.' });
    try {
      return reply(await this.take(message, `hl7v2 ${peer}`));
    } catch (error) {
      this.logger.error({ door: 'hl7v2', type: typeOf(message), reason: error instanceof Error ? error.stack : String(error) }, 'a message failed');
      return reply({ kind: 'error', text: 'The message could not be stored; send it again.' });
    }
  }

  private async take(message: Message, actor: string): Promise<Verdict> {
    if (!isOrderMessage(message)) {
      await this.audit.record({ action: 'hl7v2.message', actor, outcome: 'refused', detail: { type: typeOf(message).slice(0, 20) } });
      return { kind: 'rejected', text: `Messages of type ${typeOf(message)} are not taken; expected ORM^O01, OMG^O19 or OMI^O23.` };
    }
    const resource = serviceRequestFrom(message);
    const order = resource.ok ? readOrder(resource.value) : resource;
    if (!order.ok) return { kind: 'error', text: order.problem.text };
    const taken = await this.orders.take({ ...order.value, receivedBy: 'hl7v2', actor });
    return taken.ok ? { kind: 'accepted' } : { kind: 'error', text: taken.problem.text };
  }
}
