import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, start, until } from './processes.js';
import { programPath } from './real.js';

/** An Orthanc of its own on loopback, with DICOMweb and a login. */
export interface Orthanc {
  readonly dicomWebUrl: string;
  readonly username: string;
  readonly password: string;
  /** Stores every DICOM file below a folder; gives how many. */
  readonly storeFolder: (folder: string) => Promise<number>;
  readonly store: (bytes: Uint8Array) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startOrthanc(): Promise<Orthanc> {
  const orthanc = programPath('Orthanc');
  if (orthanc === undefined) throw new Error('Orthanc is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'sarcolens-orthanc-'));
  const [username, password] = ['sarcolens', 'only-for-tests'];
  const port = await freePort();
  const configuration = {
    Name: 'TEST', StorageDirectory: join(folder, 'storage'), IndexDirectory: join(folder, 'index'), HttpPort: port, HttpBindAddresses: ['127.0.0.1'], RemoteAccessAllowed: false,
    DicomServerEnabled: false, AuthenticationEnabled: true, RegisteredUsers: { [username]: password }, Plugins: ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so'],
    DicomWeb: { Enable: true, Root: '/dicom-web/' }, StableAge: 1,
  };
  await writeFile(join(folder, 'orthanc.json'), JSON.stringify(configuration));
  const server = start(orthanc, [join(folder, 'orthanc.json')]);
  const base = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  await until(`Orthanc on ${port}`, async () => (await fetch(`${base}/system`, { headers })).ok, 30_000).catch((error: unknown) => { throw new Error(`${String(error)}: ${server.said().slice(-600)}`); });
  const store = async (bytes: Uint8Array): Promise<void> => {
    const answer = await fetch(`${base}/instances`, { method: 'POST', headers: { ...headers, 'content-type': 'application/dicom' }, body: Buffer.from(bytes) });
    if (!answer.ok) throw new Error(`Orthanc refused an instance: ${answer.status}`);
  };
  return {
    dicomWebUrl: `${base}/dicom-web`, username, password, store,
    async storeFolder(at) {
      const entries = (await readdir(at, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && entry.name.endsWith('.dcm'));
      for (const entry of entries) await store(await readFile(join(entry.parentPath, entry.name)));
      return entries.length;
    },
    async stop() {
      await server.kill('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

