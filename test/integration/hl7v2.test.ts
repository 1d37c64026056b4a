import { connect } from 'node:net';
import { frame } from '../../src/hl7v2/mllp.js';
import { install, type Installation } from '../support/installation.js';
import { freePort } from '../support/processes.js';

const order = (placer: string, control = 'NW'): string => [
  `MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||ORM^O01|${placer}|P|2.3.1`, 'PID|1||P1^^^HOSP^MR', `ORC|${control}|${placer}^RIS`, `OBR|1|${placer}^RIS||36235-3^MR Lower leg^LN||||||||||||||ACC${placer}`,
].join('\r');

describe('orders by HL7 v2', () => {
  let site: Installation;
  let port: number;

  /** Sends bytes and collects the answers until there are enough, or the connection is closed. */
  const talk = (bytes: Buffer, expected: number): Promise<readonly string[]> => new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => { socket.write(bytes); });
    let text = '';
    const answers = (): readonly string[] => text.split('\x1c\r').filter((part) => part.includes('MSH'));
    socket.on('data', (chunk) => { text += chunk.toString(); if (answers().length >= expected) socket.end(); });
    socket.on('error', () => undefined);
    socket.on('close', () => { resolve(answers()); });
  });
  const codes = async (bytes: Buffer, expected = 1): Promise<readonly (string | undefined)[]> => (await talk(bytes, expected)).map((answer) => /MSA\|(\w\w)/.exec(answer)?.[1]);
  const stored = async (placer: string): Promise<readonly { readonly status: string }[]> => {
    const rows: unknown = await site.dataSource.query('SELECT status FROM imaging_order WHERE placer_value = $1', [placer]);
    return rows as { status: string }[];
  };

  beforeAll(async () => {
    port = await freePort();
    site = await install({ hl7: { port } });
  }, 60_000);
  afterAll(() => site.remove(), 30_000);

  test('an order is stored before it is acknowledged, and a repeat makes no second one', async () => {
    expect(await codes(frame(order('A1')))).toEqual(['AA']);
    expect(await stored('A1')).toEqual([{ status: 'active' }]);
    expect(await codes(frame(order('A1')))).toEqual(['AA']);
    expect(await stored('A1')).toHaveLength(1);
  });

  test('a discontinued order is revoked', async () => {
    expect(await codes(Buffer.concat([frame(order('B1')), frame(order('B1', 'DC'))]), 2)).toEqual(['AA', 'AA']);
    expect(await stored('B1')).toEqual([{ status: 'revoked' }]);
  });

  test('what is no order is rejected, what cannot be read is an error, and the connection lives on', async () => {
    const messages = [order('C1').replace('ORM^O01', 'SIU^S12'), order('C1').replace(/PID.*?\r/, ''), 'rubbish', order('C2')];
    expect(await codes(Buffer.concat(messages.map(frame)), 4)).toEqual(['AR', 'AE', 'AR', 'AA']);
    expect(await stored('C1')).toEqual([]);
  });

  test('a message that is too large ends the connection, and the listener lives on', async () => {
    expect(await codes(Buffer.concat([Buffer.from([0x0b]), Buffer.alloc(2_100_000, 0x41)]))).toEqual([]);
    expect(await codes(frame(order('D1')))).toEqual(['AA']);
  });

  test('the audit knows who brought the order', async () => {
    const rows: unknown = await site.dataSource.query("SELECT actor FROM audit_event WHERE action = 'order.create' AND detail->>'receivedBy' = 'hl7v2'");
    expect(JSON.stringify(rows)).toContain('hl7v2 127.0.0.1');
  });
});
