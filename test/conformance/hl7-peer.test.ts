import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sendMessage } from '../../src/hl7v2/mllp.client.js';
import { controlIdOf, resultMessage } from '../../src/hl7v2/result-message.js';
import { projectRoot } from '../../src/platform/project.js';
import { install } from '../support/installation.js';
import { freePort, until } from '../support/processes.js';
import { describeReal, type Real } from '../support/real.js';

const python = join(projectRoot, 'bench/.env/dicom/bin/python');
const program = join(projectRoot, 'test/support/hl7_peer.py');
const peer: Real = { name: `python-hl7 (${python})`, isThere: existsSync(python) && spawnSync(python, ['-c', 'import hl7']).status === 0 };

/** Runs the peer with `input`; `ready` is called when it says that it listens. */
function runPeer(args: readonly string[], input: string, ready?: () => void): Promise<string> {
  return new Promise((resolve, failed) => {
    const child = spawn(python, [program, ...args]);
    let [said, complained] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); if (said.startsWith('listening')) ready?.(); });
    child.stderr.on('data', (chunk: Buffer) => { complained += chunk.toString(); });
    child.on('close', (code) => { if (code === 0) resolve(said.replace(/^listening\n/, '')); else failed(new Error(complained)); });
    child.stdin.end(input);
  });
}

describeReal('an HL7 v2 application that is not ours', [peer], () => {
  test('HL7-V1, HL7-V8: sends orders and reads the acknowledgements', async () => {
    const port = await freePort();
    const site = await install({ hl7: { port } });
    const order = (id: string, accept = '') => ['MSH|^~\\&|RIS|HOSP|SARCOLENS|HOSP|20260302093000||' + `ORM^O01|${id}|P|2.5.1|||${accept}|${accept === '' ? '' : 'NE'}`, 'PID|1||P1^^^HOSP^MR||Müller^Zoë', `ORC|NW|${id}^RIS`, `OBR|1|${id}^RIS||36235-3^MR Lower leg^LN`, ''].join('\r');
    try {
      const answers: unknown = JSON.parse(await runPeer(['send', String(port)], JSON.stringify([order('Y1'), order('Y2', 'AL'), order('Y3').replace('PID|1||P1^^^HOSP^MR', 'PID|1||')])));
      expect(answers).toEqual([{ type: 'ACK^O01^ACK', msa: ['AA', 'Y1'] }, { type: 'ACK^O01^ACK', msa: ['CA', 'Y2'] }, { type: 'ACK^O01^ACK', msa: ['AE', 'Y3'] }]);
      expect(await site.dataSource.query('SELECT placer_value FROM imaging_order ORDER BY 1')).toEqual([{ placer_value: 'Y1' }, { placer_value: 'Y2' }]);
    } finally {
      await site.remove();
    }
  }, 60_000);

  test('HL7-V2: receives results, reads their observations, and its acknowledgement is understood', async () => {
    const port = await freePort();
    let isListening = false;
    const heard = runPeer(['receive', String(port)], '', () => { isListening = true; });
    await until('the peer', () => Promise.resolve(isListening));
    const model = { name: 'm', version: '1.0.0', title: 'M', label: 'Lung metastasis', definition: 'Probability of ä & b.', onnxSha256: '', manifestSha256: '', status: 'research only' };
    const outcome = { kind: 'score', probability: 0.42, interval: { lower: 0.3, upper: 0.6, level: 0.9 }, contributions: [] } as const;
    const text = resultMessage({
      analysisId: 'a', patientId: 'P1', order: { placer: { system: 'RIS', value: 'O1' }, filler: undefined, accessionNumber: null, code: '' },
      results: [{ id: 'r', lesionKey: 'Lesion 1', acquiredAt: new Date('2026-03-02T09:30:00Z'), content: { outcome, model, inputs: [], finishedAt: '2026-03-02T10:00:00.000Z' } }],
    }, { sendingFacility: '', receivingApplication: 'RIS', receivingFacility: 'HOSP' });
    expect(await sendMessage(text, controlIdOf('a'), { host: '127.0.0.1', port, timeoutMs: 10_000 })).toMatchObject({ ok: true, value: { code: 'AA' } });
    expect(JSON.parse(await heard)).toMatchObject({ order: ['RE', 'O1^RIS'], status: ['P'], observations: [['ST', 'lesion^Lesion^L', 'Lesion 1', 'P'], ['NM', 'probability^Lung metastasis^L', '42', 'P'], ['SN', {}, '^30^-^60', 'P'], ['TX', {}, {}, 'P']].map((row) => row.map((cell) => (typeof cell === 'string' ? cell : expect.any(String) as string))) });
  }, 60_000);
});
