import { randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { frame } from '../../src/hl7v2/mllp.js';
import { install, type Installation } from '../support/installation.js';
import { freePort, until } from '../support/processes.js';
import { describeReal, program } from '../support/real.js';

interface Changes {
  readonly control?: string;
  readonly patient?: string;
  readonly time?: string;
  readonly id?: string;
}

let sent = 0;
const header = (type: string, time: string, id: string): string => `MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|${time}||${type}|${id}|P|2.5.1`;
const order = (placer: string, { control = 'NW', patient = 'P1', time = '20260302093000', id = `m${sent += 1}` }: Changes = {}): string => [
  header('ORM^O01', time, id), `PID|1||${patient}^^^HOSP^MR`, `ORC|${control}|${placer}^RIS`, `OBR|1|${placer}^RIS||36235-3^MR Lower leg^LN||||||||||||||ACC${placer}`,
].join('\r');

describeReal('MLLP over TLS', [program('openssl')], () => {
  test('HL7-V8: a peer is served over TLS, and what is begun when the service stops is answered first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sarcolens-tls-'));
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', certFile]);
    const port = await freePort();
    const site = await install({ hl7: { port, tls: { keyFile, certFile } } });
    const socket = connectTls({ port, host: '127.0.0.1', ca: await readFile(certFile) });
    let text = '';
    socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    const closed = new Promise((resolve) => { socket.on('close', resolve); });
    const messages = Array.from({ length: 20 }, (_, k) => frame(order(`T${k}`)));
    await new Promise<void>((written) => { socket.write(Buffer.concat(messages), () => { written(); }); });
    await until('the first answer', () => Promise.resolve(text.includes('MSA|AA')));
    await site.remove();
    await closed;
    expect(text.match(/MSA\|AA/g)).toHaveLength(20);
    await rm(folder, { recursive: true });
  }, 60_000);
});

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

  test('HL7-V6, HL7-V8: an order is stored before it is acknowledged, and a repeat makes no second one', async () => {
    expect(await codes(frame(order('A1')))).toEqual(['AA']);
    expect(await stored('A1')).toEqual([{ status: 'active' }]);
    expect(await codes(frame(order('A1')))).toEqual(['AA']);
    expect(await stored('A1')).toHaveLength(1);
  });

  test('HL7-V5: a discontinued order is revoked', async () => {
    expect(await codes(Buffer.concat([frame(order('B1')), frame(order('B1', { control: 'DC' }))]), 2)).toEqual(['AA', 'AA']);
    expect(await stored('B1')).toEqual([{ status: 'revoked' }]);
  });

  test('HL7-V8, HL7-V9: what is no order is rejected, what cannot be read is an error, and the connection lives on', async () => {
    const messages = [order('C1').replace('ORM^O01', 'SIU^S12'), order('C1').replace(/PID.*?\r/, ''), 'rubbish', order('C2')];
    expect(await codes(Buffer.concat(messages.map(frame)), 4)).toEqual(['AR', 'AE', 'AR', 'AA']);
    expect(await stored('C1')).toEqual([]);
  });

  test('HL7-V9: a message that is too large ends the connection, and the listener lives on', async () => {
    expect(await codes(Buffer.concat([Buffer.from([0x0b]), Buffer.alloc(2_100_000, 0x41)]))).toEqual([]);
    expect(await codes(frame(order('D1')))).toEqual(['AA']);
  });

  test('HL7-V6: an order that was said earlier and comes later does not undo what was said since', async () => {
    expect(await codes(frame(order('E1', { time: '20260302100000' })))).toEqual(['AA']);
    expect(await codes(frame(order('E1', { control: 'DC', time: '20260302110000' })))).toEqual(['AA']);
    expect(await codes(frame(order('E1', { control: 'XO', time: '20260302103000' })))).toEqual(['AA']);
    expect(await stored('E1')).toEqual([{ status: 'revoked' }]);
  });

  test('HL7-V6: the same message again is acknowledged again and does nothing, also after others of the same second', async () => {
    const first = order('E2', { id: 'same' });
    expect(await codes(Buffer.concat([first, order('E2', { control: 'DC' }), first].map(frame)), 3)).toEqual(['AA', 'AA', 'AA']);
    expect(await stored('E2')).toEqual([{ status: 'revoked' }]);
  });

  test.each([['MSH-11', '|P|2.5.1', '|X|2.5.1'], ['MSH-12', '|P|2.5.1', '|P|3.0']])('HL7-V8: another %s than is known is rejected', async (_field, from, to) => {
    expect(await codes(frame(order('E3').replace(from, to)))).toEqual(['AR']);
    expect(await stored('E3')).toEqual([]);
  });

  test('HL7-V6: a change that comes before its order is not lost', async () => {
    expect(await codes(frame(order('E4', { control: 'XO', time: '20260302110000' })))).toEqual(['AA']);
    expect(await codes(frame(order('E4', { control: 'NW', time: '20260302100000' })))).toEqual(['AA']);
    expect(await stored('E4')).toEqual([{ status: 'active' }]);
  });

  test('HL7-V1: OMG^O19 is an order as well', async () => {
    expect(await codes(frame(order('E5').replace('ORM^O01', 'OMG^O19^OMG_O19')))).toEqual(['AA']);
    expect(await stored('E5')).toEqual([{ status: 'active' }]);
  });

  test('HL7-V9: peers that are slow, break off or send rubbish hold up nobody else', async () => {
    const whole = frame(order('F1'));
    const slow = connect(port, '127.0.0.1', () => { slow.write(whole.subarray(0, 20)); });
    const broken = connect(port, '127.0.0.1', () => { broken.write(frame(order('F2'))); broken.resetAndDestroy(); });
    broken.on('error', () => undefined);
    const rubbish = connect(port, '127.0.0.1', () => { rubbish.write(Buffer.alloc(500_000, 0x1c)); });
    const silent = Array.from({ length: 90 }, () => connect(port, '127.0.0.1'));
    expect(await codes(frame(order('F3')))).toEqual(['AA']);
    const answer = new Promise<string>((heard) => { slow.on('data', (chunk: Buffer) => { heard(chunk.toString()); }); });
    slow.write(whole.subarray(20));
    expect(await answer).toContain('MSA|AA');
    for (const socket of [slow, rubbish, ...silent]) socket.destroy();
  });

  test('HL7-V9: a peer that sends many messages at once is made to wait, and all are taken', async () => {
    const messages = Array.from({ length: 400 }, (_, k) => frame(order(`N${k}`)));
    expect(await codes(Buffer.concat(messages), 400)).toHaveLength(400);
    const [{ count }] = await site.dataSource.query<[{ count: number }]>("SELECT count(*)::int AS count FROM imaging_order WHERE placer_value LIKE 'N%'");
    expect(count).toBe(400);
  }, 30_000);

  describe('patients who turn out to be one', () => {
    const adt = (event: string, time: string, ...segments: readonly string[]): Buffer => frame([header(`ADT^${event}`, time, `m${sent += 1}`), `EVN||${time}`, ...segments].join('\r'));
    const merge = (prior: string, survivor: string, time: string): Buffer => adt('A40^ADT_A39', time, `PID|1||${survivor}^^^HOSP^MR`, `MRG|${prior}^^^HOSP^MR`);
    const known = async (patientId: string): Promise<readonly string[]> => {
      const answer = await site.as('clinician').get(`/fhir/ServiceRequest?patient=${patientId}`);
      const { entry = [] } = answer.body as { readonly entry?: readonly { readonly resource: { readonly identifier: readonly { readonly value: string }[] } }[] };
      return entry.map(({ resource }) => resource.identifier[0]?.value ?? '').toSorted();
    };
    const cards = async (patientId: string): Promise<number> => {
      const body = { hook: 'patient-view', hookInstance: randomUUID(), context: { userId: 'Practitioner/p', patientId }, prefetch: { patient: { resourceType: 'Patient', id: patientId } } };
      const answer = await site.callHook('sarcolens-patient-view', body);
      return (answer.body as { readonly cards: readonly object[] }).cards.length;
    };

    test('HL7-V4: A40: orders of both are found under either, and cards go on for the survivor only', async () => {
      expect(await codes(Buffer.concat([frame(order('G1', { patient: 'A' })), frame(order('G2', { patient: 'B' }))]), 2)).toEqual(['AA', 'AA']);
      expect(await cards('A')).toBe(1);
      expect(await codes(merge('A', 'B', '20260303'))).toEqual(['AA']);
      expect([await known('A'), await known('B')]).toEqual([['G1', 'G2'], ['G1', 'G2']]);
      expect([await cards('A'), await cards('B')]).toEqual([0, 1]);
    });

    test('HL7-V4: chains hold in whatever order they come, and a repeat changes nothing', async () => {
      expect(await codes(frame(order('G3', { patient: 'C' })))).toEqual(['AA']);
      expect(await codes(Buffer.concat([merge('C', 'A', '20260302'), merge('C', 'A', '20260302')]), 2)).toEqual(['AA', 'AA']);
      expect([await known('B'), await known('C')]).toEqual([['G1', 'G2', 'G3'], ['G1', 'G2', 'G3']]);
    });

    test('HL7-V4: an order that comes again under the survivor is the same order', async () => {
      expect(await codes(frame(order('G1', { patient: 'B', control: 'XO' })))).toEqual(['AA']);
      expect(await codes(frame(order('G1', { patient: 'Z', control: 'XO' })))).toEqual(['AE']);
      expect(await stored('G1')).toEqual([{ status: 'active' }]);
    });

    test('HL7-V4: A37 parts them again', async () => {
      expect(await codes(adt('A37', '20260304', 'PID|1||B', 'PID|2||A'))).toEqual(['AA']);
      expect(await known('B')).toEqual(['G1', 'G2']);
      expect(await known('A')).toEqual(['G3']);
      expect(await cards('A')).toBe(1);
    });

    test('HL7-V3: an update of a patient is acknowledged, and a merge that cannot be read is an error that names the place', async () => {
      expect(await codes(adt('A08', '20260304', 'PID|1||B'))).toEqual(['AA']);
      expect((await talk(adt('A40', '20260304', 'PID|1||B'), 1))[0]).toContain('MRG-1');
    });
  });

  test('the audit knows who brought the order', async () => {
    const rows: unknown = await site.dataSource.query("SELECT actor FROM audit_event WHERE action = 'order.create' AND detail->>'receivedBy' = 'hl7v2'");
    expect(JSON.stringify(rows)).toContain('hl7v2 127.0.0.1');
  });
});
