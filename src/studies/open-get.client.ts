import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** How to ask: headers, and how long the other side may be silent, before its answer and within it. */
export interface GetOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly silenceMs: number;
  /** Certificates of authorities in PEM, instead of those that Node trusts. */
  readonly ca?: string;
  readonly signal?: AbortSignal;
}

/**
 * GET by node:http; gives the answer as soon as its head is there, its body a stream that fails when it falls silent or
 * is cut. Not by `fetch`: in Node 24 that one ends the whole process when a server closes the connection while a large
 * body waits to be read (nodejs/undici#5360), and a PACS does just that. Redirects are not followed.
 */
export function openGet(url: string, { headers, silenceMs, ca, signal }: GetOptions): Promise<IncomingMessage> {
  return new Promise((opened, failed) => {
    const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, { headers, ...(ca === undefined ? {} : { ca }), ...(signal === undefined ? {} : { signal }) });
    request.setTimeout(silenceMs, () => { request.destroy(new Error(`silent for ${silenceMs} ms`)); });
    request.once('response', opened);
    request.on('error', failed);
    request.end();
  });
}

/** What is sent, and how. */
export interface SendOptions extends GetOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: string | Uint8Array;
}

/** What came back, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Any request by node:http, for the same reason; gives the whole answer, of at most so many bytes. Redirects are not followed. */
export async function exchange(url: string, { method, headers, silenceMs, ca, signal, body }: SendOptions, limitBytes: number): Promise<Answer> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const answer = await new Promise<IncomingMessage>((opened, failed) => {
    const options = { method, headers: { ...headers, ...(bytes === undefined ? {} : { 'content-length': String(bytes.length) }) }, ...(ca === undefined ? {} : { ca }), ...(signal === undefined ? {} : { signal }) };
    const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, options);
    request.setTimeout(silenceMs, () => { request.destroy(new Error(`silent for ${silenceMs} ms`)); });
    request.once('response', opened);
    request.on('error', failed);
    request.end(bytes);
  });
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await textOfBody(answer, limitBytes) };
}

/** What is posted, and how. */
export interface PostOptions extends GetOptions {
  readonly body: Uint8Array;
}

/** POST; gives status and the whole answer. */
export const post = (url: string, options: PostOptions, limitBytes: number): Promise<Answer> => exchange(url, { ...options, method: 'POST' }, limitBytes);

/** Given up for its size: by `textOfBody`, or by a limit of undici. */
const tooLarge = new Set<unknown>(['ERR_ANSWER_TOO_LARGE', 'UND_ERR_RES_EXCEEDED_MAX_SIZE']);

/** Whether an answer was given up for its size: what is thrown may be the cause of what is caught. */
export const isTooLarge = (error: unknown): boolean => typeof error === 'object' && error !== null && (tooLarge.has(Reflect.get(error, 'code')) || isTooLarge(Reflect.get(error, 'cause')));

/** The whole body as text; what is larger is not read to its end, and `isTooLarge` tells it from other failures. */
export async function textOfBody(answer: AsyncIterable<Uint8Array>, limitBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw Object.assign(new Error(`more than ${limitBytes} bytes`), { code: 'ERR_ANSWER_TOO_LARGE' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
