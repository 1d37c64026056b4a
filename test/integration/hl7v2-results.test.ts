import { createServer, type Server } from 'node:net';
import type { DemoPatient } from '../../demo/hospital.js';
import { parseMessage } from '../../src/hl7v2/message.js';
import { frame, MllpReader } from '../../src/hl7v2/mllp.js';
import { freePort, until } from '../support/processes.js';
import { smallStudy, written } from '../support/small-study.js';
import { openWard, type Ward } from '../support/ward.js';

/** What the receiver answers to each message in turn, the last again and again: a code, or nothing before it hangs up. */
type Answers = readonly ('AA' | 'AE' | 'AR' | 'hang up')[];

describe('results by HL7 v2', () => {
  let ward: Ward;
  let receiver: Server;
  let heard: string[] = [];
  let answers: Answers = ['AA'];

  const person = (id: string): DemoPatient => ({ id, patientId: id, birthDate: '1970-01-01', gender: 'female', familyName: 'Secret', givenName: 'Name', origin: 'phantom', studies: [written(id, smallStudy(id))] });
  const outcomes = () => ward.site.dataSource.query<{ outcome: string; answer: string }[]>("SELECT outcome, detail->>'answer' AS answer FROM audit_event WHERE action = 'results.sent' ORDER BY sequence");
  const sentFor = async (id: string, next: Answers, messages: number): Promise<readonly string[]> => {
    [heard, answers] = [[], next];
    await ward.order(id);
    await ward.reach(id, 'done');
    await until('the messages', () => Promise.resolve(heard.length >= messages), 20_000);
    return heard;
  };

  beforeAll(async () => {
    receiver = createServer((socket) => {
      const reader = new MllpReader(1_000_000);
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        for (const event of reader.push(chunk)) {
          if (event.kind !== 'message') continue;
          const answer = answers[heard.length] ?? answers.at(-1) ?? 'AA';
          heard.push(event.bytes.toString());
          if (answer === 'hang up') socket.destroy();
          else socket.write(frame(`MSH|^~\\&|RIS|HOSP|SARCOLENS||20260302||ACK|x|P|2.5.1\rMSA|${answer}|${parseMessage(event.bytes)?.value('MSH', 10) ?? ''}\r`));
        }
      });
    });
    const port = await freePort();
    await new Promise<void>((listening) => { receiver.listen(port, '127.0.0.1', listening); });
    ward = await openWard(['taken', 'lost', 'rejected'].map(person), { hl7Results: { host: '127.0.0.1', port, receivingApplication: 'RIS', timeoutMs: 3000 } });
  }, 60_000);
  afterAll(async () => { await ward.close(); receiver.close(); }, 30_000);

  test('HL7-V2: a stored result is sent once, with the numbers that are stored and nothing of the patient but the identifier', async () => {
    const [text = ''] = await sentFor('taken', ['AA'], 1);
    const message = parseMessage(Buffer.from(text));
    const [stored] = await ward.site.dataSource.query<{ probability: number | null; lesion_key: string }[]>("SELECT probability, lesion_key FROM result WHERE patient_id = 'taken'");
    expect(message?.value('ORC', 2)).toBe('P-taken');
    expect(message?.value('OBR', 18)).toBe('A-taken');
    const probability = message?.segments.find((segment) => segment.value(3) === 'probability')?.value(5);
    expect(Number(probability)).toBeCloseTo(100 * (stored?.probability ?? Number.NaN), 1);
    expect(text).not.toMatch(/Secret|Name|1970/);
    await until('the audit', async () => (await outcomes()).some(({ outcome }) => outcome === 'success'));
  }, 30_000);

  test('HL7-V2: a receiver that hangs up or errs is sent the same message again until it takes it', async () => {
    const messages = await sentFor('lost', ['hang up', 'AE', 'AA'], 3);
    expect(new Set(messages).size).toBe(1);
    await until('the audit', async () => (await outcomes()).at(-1)?.answer === 'AA');
  }, 40_000);

  test('HL7-V2: a message that is rejected is not sent again, and the audit says so', async () => {
    await sentFor('rejected', ['AR'], 1);
    await until('the audit', async () => (await outcomes()).at(-1)?.answer === 'AR');
    expect((await outcomes()).at(-1)).toEqual({ outcome: 'failure', answer: 'AR' });
    expect(heard).toHaveLength(1);
  }, 30_000);
});
