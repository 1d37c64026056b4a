import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, LessThan } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { OrdersService } from '../orders/orders.service.js';
import { readOrder } from '../orders/service-request.js';
import { PatientsService } from '../patients/patients.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { inBatches } from '../platform/in-batches.js';
import { sha256Hex } from '../platform/canonical-json.js';
import type { Verdict } from './acknowledgement.js';
import { Hl7MessageEntity } from './hl7-message.entity.js';
import { type Message, timeOf, typeOf } from './message.js';
import { isOrderMessage, serviceRequestsFrom } from './order-message.js';
import { isPatientMerge, isPatientUpdate, mergesFrom } from './patient-message.js';

/** Messages are remembered this long; a repeat comes within hours. */
const rememberedMs = 30 * 24 * 3_600_000;
const tidyingMs = 3_600_000;

const accepted: Verdict = { kind: 'accepted' };
const failed = (text: string): Verdict => ({ kind: 'error', text });

/** What takes a message in, in its own words: which version and purpose it has (MSH-11, MSH-12). */
function unsupported(message: Message): Verdict | undefined {
  const [purpose, version] = [message.value('MSH', 11), message.value('MSH', 12)];
  if (!['', 'P', 'D', 'T'].includes(purpose)) return { kind: 'rejected', text: `MSH-11 is ${purpose.slice(0, 10)}; expected P, D or T.` };
  return /^(2(\.\d){0,2})?$/.test(version) ? undefined : { kind: 'rejected', text: `MSH-12 is ${version.slice(0, 10)}; expected a version 2.x.` };
}

/** Does what a message says: takes in its orders, or what it says of patients. */
@Injectable()
export class MessageIntake {
  private tidiedAt = 0;

  constructor(
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly orders: OrdersService,
    private readonly patients: PatientsService,
    private readonly audit: AuditService,
  ) {}

  /** Takes a message in; what is accepted is stored by then. The same message of the same sender again changes nothing. */
  async take(message: Message, bytes: Buffer, peer: string): Promise<Verdict> {
    const actor = `hl7v2 ${peer}`;
    const refusal = unsupported(message) ?? (this.isTaken(message) ? undefined : unknown(message));
    if (refusal) {
      await this.audit.record({ action: 'hl7v2.message', actor, outcome: 'refused', detail: { type: typeOf(message).slice(0, 20) } });
      return refusal;
    }
    const key = keyOf(message, bytes);
    if (key && await this.isKnown(key)) return accepted;
    const verdict = await this.act(message, actor);
    if (key && verdict.kind === 'accepted') await this.remember(key);
    return verdict;
  }

  private isTaken(message: Message): boolean {
    return isOrderMessage(message) || isPatientMerge(message) || isPatientUpdate(message);
  }

  private async act(message: Message, actor: string): Promise<Verdict> {
    if (isOrderMessage(message)) return this.takeOrders(message, actor);
    if (isPatientMerge(message)) return this.takeMerges(message, actor);
    await this.audit.record({ action: 'patient.update', actor, outcome: 'success', detail: { receivedBy: 'hl7v2', type: typeOf(message) } });
    return accepted;
  }

  private async takeOrders(message: Message, actor: string): Promise<Verdict> {
    const requests = serviceRequestsFrom(message);
    if (!requests.ok) return failed(requests.problem.text);
    const saidAt = timeOf(message.value('MSH', 7));
    const orders = requests.value.map((request) => readOrder(request));
    const bad = orders.find((order) => !order.ok);
    if (bad && !bad.ok) return failed(bad.problem.text);
    for (const order of orders) {
      if (!order.ok) continue;
      const taken = await this.orders.take({ ...order.value, receivedBy: 'hl7v2', actor, ...(saidAt ? { saidAt } : {}) });
      if (!taken.ok) return failed(taken.problem.text);
    }
    return accepted;
  }

  private async takeMerges(message: Message, actor: string): Promise<Verdict> {
    const merges = mergesFrom(message);
    if (!merges.ok) return failed(merges.problem.text);
    for (const merge of merges.value) await this.patients.hear(merge, { receivedBy: 'hl7v2', actor });
    return accepted;
  }

  private readonly isKnown = inBatches(async (keys: readonly MessageKey[]): Promise<readonly boolean[]> => {
    const rows = await this.dataSource.query<MessageKey[]>(
      `SELECT sender, control_id AS "controlId", content_hash AS "contentHash" FROM hl7_message
       WHERE (sender, control_id, content_hash) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))`, columnsOf(keys),
    );
    const known = new Set(rows.map(textOf));
    return keys.map((key) => known.has(textOf(key)));
  });

  private readonly remember = inBatches(async (keys: readonly MessageKey[]): Promise<readonly undefined[]> => {
    const now = Date.now();
    if (now - this.tidiedAt > tidyingMs) {
      this.tidiedAt = now;
      await this.dataSource.getRepository(Hl7MessageEntity).delete({ receivedAt: LessThan(new Date(now - rememberedMs)) });
    }
    await this.dataSource.query('INSERT INTO hl7_message SELECT *, now() FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING', columnsOf(keys));
    return keys.map(() => undefined);
  });
}

const columnsOf = (keys: readonly MessageKey[]): readonly (readonly string[])[] => [keys.map(({ sender }) => sender), keys.map(({ controlId }) => controlId), keys.map(({ contentHash }) => contentHash)];
const textOf = ({ sender, controlId, contentHash }: MessageKey): string => JSON.stringify([sender, controlId, contentHash]);

type MessageKey = Pick<Hl7MessageEntity, 'sender' | 'controlId' | 'contentHash'>;

/** A message without a number cannot be told from a repeat; its orders can. */
function keyOf(message: Message, bytes: Buffer): MessageKey | undefined {
  const controlId = message.value('MSH', 10);
  return controlId === '' ? undefined : { sender: `${message.value('MSH', 3)}|${message.value('MSH', 4)}`.slice(0, 200), controlId: controlId.slice(0, 200), contentHash: sha256Hex(bytes) };
}

const unknown = (message: Message): Verdict => ({ kind: 'rejected', text: `Messages of type ${typeOf(message).slice(0, 20)} are not taken; expected an order (ORM^O01, OMG^O19, OMI^O23) or ADT^A08, A18, A31, A34, A36, A37 or A40.` });
