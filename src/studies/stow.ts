import { sha256Hex } from '../platform/canonical-json.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { dicomJson, type DicomJson, textOf } from './dicom-json.js';

/** What is posted to `{base}/studies/{study}`, with `Accept: application/dicom+json`. */
export interface StowRequest {
  readonly contentType: string;
  readonly body: Uint8Array;
}

const line = (text: string): Uint8Array => Buffer.from(`${text}\r\n`, 'latin1');

/**
 * Part 10 files as the body of a STOW-RS request (PS3.18 10.5, RFC 2387). The boundary is made from the content by SHA-256,
 * so it is the same for the same files and cannot stand in them.
 */
export function stowRequest(files: readonly Uint8Array[]): StowRequest {
  const boundary = `sarcolens-${sha256Hex(files.map(sha256Hex).join('/')).slice(0, 40)}`;
  const parts = files.flatMap((file) => [line(`--${boundary}`), line('Content-Type: application/dicom'), line(''), file, line('')]);
  return { contentType: `multipart/related; type="application/dicom"; boundary=${boundary}`, body: Buffer.concat([...parts, line(`--${boundary}--`)]) };
}

/** An instance that was not stored as sent, and why, by the code of PS3.4 B.2.3 or PS3.18 10.5 in hexadecimal. */
export interface NotedInstance {
  readonly sopInstanceUid: string;
  readonly code: string;
  readonly text: string;
}

/** What a PACS did with the instances it was sent. */
export interface StowReport {
  /** Stored now, or there before with the same UID. */
  readonly stored: readonly string[];
  readonly failed: readonly NotedInstance[];
  /** Stored, but not as they were sent. */
  readonly changed: readonly NotedInstance[];
}

/** 0111H, duplicate SOP instance: with UIDs made from the content, it has what it was sent. */
const duplicate = '0111';

const reasons: readonly (readonly [RegExp, string])[] = [
  [/^A7/, 'out of resources'], [/^A9/, 'the data set does not match its SOP class'], [/^0122$/, 'SOP class not supported'], [/^0124$/, 'not authorised'], [/^0110$/, 'processing failure'],
  [/^C122$/, 'transfer syntax not supported'], [/^C/, 'cannot be understood'], [/^B000$/, 'elements coerced'], [/^B006$/, 'elements discarded'], [/^B007$/, 'the data set does not match its SOP class'],
];

function noted(item: DicomJson[number], reasonTag: string): NotedInstance {
  const reason = Number(textOf(item, reasonTag));
  const code = Number.isInteger(reason) && reason > 0 ? reason.toString(16).toUpperCase().padStart(4, '0') : '';
  return { sopInstanceUid: textOf(item, '00081155'), code, text: reasons.find(([pattern]) => pattern.test(code))?.[1] ?? 'reason not said' };
}

/** The answer's data set; some servers send it alone, some in a list. Undefined where it is not DICOM JSON. */
function dataSetIn(body: string): DicomJson[number] | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const [first] = dicomJson.parse(Array.isArray(parsed) ? parsed : [parsed]);
    return first;
  } catch {
    return undefined;
  }
}

function itemsOf(dataSet: DicomJson[number] | undefined, tag: string): DicomJson {
  const parsed = dicomJson.safeParse(dataSet?.[tag]?.Value ?? []);
  return parsed.success ? parsed.data : [];
}

/** Which instances were stored. 200 means all but those it names; 202 and 409 none but those it names. */
function reportOf(status: number, dataSet: DicomJson[number] | undefined, sent: readonly string[]): StowReport {
  const references = itemsOf(dataSet, '00081199');
  const failures = itemsOf(dataSet, '00081198').map((item) => noted(item, '00081197'));
  const isThere = (uid: string): boolean => {
    const failure = failures.find(({ sopInstanceUid }) => sopInstanceUid === uid);
    if (failure !== undefined) return failure.code === duplicate;
    return status === 200 || references.some((item) => textOf(item, '00081155') === uid);
  };
  const failed = sent.filter((uid) => !isThere(uid)).map((uid) => failures.find(({ sopInstanceUid }) => sopInstanceUid === uid) ?? { sopInstanceUid: uid, code: '', text: 'reason not said' });
  return { stored: sent.filter(isThere), failed, changed: references.filter((item) => item['00081196'] !== undefined).map((item) => noted(item, '00081196')) };
}

/**
 * Reads the answer to a STOW-RS request for instances with these UIDs (PS3.18 10.5.3): 200 all stored, 202 some, 409 none.
 * A report may still name failures. Codes: PACS_UNAVAILABLE where another try may help, PACS_REFUSED where not.
 */
export function stowAnswer({ status, body }: { readonly status: number; readonly body: string }, sent: readonly string[]): Outcome<StowReport> {
  if (status >= 500 || status === 429 || status === 408) return refused('PACS_UNAVAILABLE', `The PACS answered ${status} to STOW-RS.`);
  if (status !== 200 && status !== 202 && status !== 409) return refused('PACS_REFUSED', `The PACS answered ${status} to STOW-RS; expected 200, 202 or 409. Its address and credentials are in the settings under pacs.`);
  const dataSet = dataSetIn(body);
  if (dataSet === undefined && status !== 200) return refused('PACS_REFUSED', `The PACS answered ${status} to STOW-RS and did not say in DICOM JSON which instances it has not stored.`);
  return done(reportOf(status, dataSet, sent));
}
