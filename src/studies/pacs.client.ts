import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/index.js';
import { atMost } from '../platform/at-most.js';
import { canonicalJson } from '../platform/canonical-json.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { retried } from '../platform/retry.js';
import { dicomJson, type DicomJson, isUid, textOf } from './dicom-json.js';
import { openGet, post, textOfBody } from './open-get.client.js';
import { boundaryOf, splitMultipart } from './multipart.js';
import { type FetchedInstance, NotStored, startWriting, store } from './store-part.js';
import { stowAnswer, type StowReport, stowRequest } from './stow.js';

export type PacsSettings = NonNullable<Settings['pacs']>;

/** A series as the PACS announces it. */
export interface AnnouncedSeries {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly instances: number;
}

/** Bytes that a study may still bring; series that are fetched at one time share it. */
export interface ByteBudget {
  left: number;
}

/** Where fetched instances go, and how many bytes there may be. */
export interface FetchTarget {
  readonly folder: string;
  readonly budget: ByteBudget;
  /** Ends the fetch. */
  readonly signal?: AbortSignal;
}

/** More came than is allowed. */
class TooLarge extends Error {}

/** Worth another try; anything else will be the same next time. */
const passing = ['PACS_UNAVAILABLE', 'PACS_INCOMPLETE'] as const;

/** Speaks QIDO-RS and WADO-RS (PS3.18) to one PACS. */
export class PacsClient {
  /** A study may be no larger than this. */
  readonly studyLimitBytes: number;

  private readonly oneOfFew: ReturnType<typeof atMost>;
  private readonly ca: string | undefined;

  constructor(private readonly settings: PacsSettings) {
    this.studyLimitBytes = settings.studyLimitBytes;
    this.oneOfFew = atMost(settings.seriesAtOnce);
    this.ca = settings.caFile === undefined ? undefined : readFileSync(settings.caFile, 'utf8');
  }

  /** StudyInstanceUIDs with this accession number or study UID (QIDO-RS). */
  async findStudies(match: { readonly AccessionNumber: string } | { readonly StudyInstanceUID: string }): Promise<Outcome<readonly string[]>> {
    const found = await this.query(`/studies?${new URLSearchParams(match).toString()}`);
    return found.ok ? done(found.value.map((study) => textOf(study, '0020000D')).filter(isUid)) : found;
  }

  /** The study's series, with modality and number of instances. */
  async listSeries(studyInstanceUid: string): Promise<Outcome<readonly AnnouncedSeries[]>> {
    const found = await this.query(`/studies/${studyInstanceUid}/series?includefield=00201209&includefield=00080060`);
    if (!found.ok) return found;
    return done(found.value.map((series) => ({
      seriesInstanceUid: textOf(series, '0020000E'), modality: textOf(series, '00080060'), instances: Number(textOf(series, '00201209')) || 0,
    })).filter((series) => isUid(series.seriesInstanceUid)));
  }

  /**
   * What the PACS says of each instance of a series, as text, ascending: another text when an instance or its patient is
   * another one. Empty where the PACS cannot list them.
   */
  async listInstances(studyInstanceUid: string, seriesInstanceUid: string): Promise<readonly string[]> {
    const fields = ['00080018', '00100010', '00100020'].map((tag) => `includefield=${tag}`).join('&');
    const found = await this.oneOfFew(() => this.query(`/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances?${fields}`));
    return found.ok ? found.value.filter((instance) => isUid(textOf(instance, '00080018'))).map((instance) => canonicalJson(instance)).toSorted() : [];
  }

  /**
   * Fetches a series into a folder (WADO-RS), as stored, one file an instance; few at one time. Throws where the folder
   * cannot be written.
   */
  async fetchSeries(studyInstanceUid: string, series: AnnouncedSeries, target: FetchTarget): Promise<Outcome<readonly FetchedInstance[]>> {
    return this.oneOfFew(() => this.fetch(studyInstanceUid, series, target));
  }

  private async fetch(studyInstanceUid: string, series: AnnouncedSeries, { folder, budget, signal }: FetchTarget): Promise<Outcome<readonly FetchedInstance[]>> {
    return retried(this.settings.attempts, passing, async () => {
      const at = join(folder, series.seriesInstanceUid);
      await rm(at, { recursive: true, force: true });
      await mkdir(at, { recursive: true });
      if (signal?.aborted) return refused('PACS_REFUSED', 'The fetch was ended, as another series of the study could not be had.');
      const answer = await this.getAs(`/studies/${studyInstanceUid}/series/${series.seriesInstanceUid}`, asStored, signal);
      if (!answer.ok) return answer;
      const fetched = await this.receive(answer.value, at, budget);
      if (!fetched.ok) return fetched;
      if (fetched.value.length < series.instances) {
        budget.left += fetched.value.reduce((sum, { bytes }) => sum + bytes, 0);
        return refused('PACS_INCOMPLETE', `The PACS announced ${series.instances} instances of series ${series.seriesInstanceUid} and sent ${fetched.value.length}.`);
      }
      return fetched;
    });
  }

  /** Stores instances of a study (STOW-RS). Those that are there already count as stored. */
  async store(studyInstanceUid: string, instances: readonly { readonly sopInstanceUid: string; readonly bytes: Uint8Array }[]): Promise<Outcome<StowReport>> {
    const { contentType, body } = stowRequest(instances.map(({ bytes }) => bytes));
    return retried(this.settings.attempts, passing, async () => {
      try {
        const headers = { accept: 'application/dicom+json', 'content-type': contentType, ...this.credentials() };
        const answer = await post(`${this.settings.dicomWebUrl}/studies/${studyInstanceUid}`, { headers, body, silenceMs: this.settings.timeoutMs, ...(this.ca === undefined ? {} : { ca: this.ca }) }, queryLimitBytes);
        return stowAnswer(answer, instances.map(({ sopInstanceUid }) => sopInstanceUid));
      } catch (error) {
        return refused('PACS_UNAVAILABLE', `The PACS did not answer to STOW-RS (${reasonOf(error)}).`);
      }
    });
  }

  private async receive(answer: IncomingMessage, folder: string, budget: ByteBudget): Promise<Outcome<readonly FetchedInstance[]>> {
    const type = answer.headers['content-type'] ?? 'no content type';
    const boundary = boundaryOf(type);
    if (!boundary) {
      answer.destroy();
      return refused('PACS_REFUSED', `The PACS answered a WADO-RS request with ${type}; expected multipart/related.`);
    }
    const instances: FetchedInstance[] = [];
    const writing = startWriting();
    let taken = 0;
    const count = (bytes: number): void => {
      taken += bytes;
      budget.left -= bytes;
      if (budget.left < 0) throw new TooLarge();
    };
    try {
      const events = splitMultipart(answer, boundary);
      for await (const event of events) {
        if (event.kind === 'part') instances.push(await store(events, join(folder, `${instances.length}.dcm`), { writing, count }));
      }
      await writing.end();
    } catch (error) {
      answer.destroy();
      budget.left += taken;
      // Nothing writes into the folder any more, and the next attempt may begin.
      await writing.end().catch(() => undefined);
      if (error instanceof NotStored) throw error;
      if (error instanceof TooLarge) return refused('STUDY_TOO_LARGE', `The study is larger than ${this.studyLimitBytes} bytes; the limit is in the settings under pacs.studyLimitBytes.`);
      return refused('PACS_INCOMPLETE', `The PACS broke off after ${instances.length} instances (${reasonOf(error)}).`);
    }
    return done(instances);
  }

  /** Page after page until nothing new comes: some PACS give fewer than asked for, some all there is, some the same again. */
  private async query(path: string): Promise<Outcome<DicomJson>> {
    const all: DicomJson = [];
    const seen = new Set<string>();
    for (;;) {
      const page = await this.page(`${path}&limit=${pageSize}&offset=${all.length}`);
      if (!page.ok) return page;
      const fresh = page.value.filter((dataset) => !seen.has(JSON.stringify(dataset)));
      for (const dataset of fresh) seen.add(JSON.stringify(dataset));
      all.push(...fresh);
      if (fresh.length === 0) return done(all);
      if (all.length > mostDatasets) return refused('PACS_REFUSED', `The PACS answered ${path.split('?')[0] ?? ''} with more than ${mostDatasets} datasets.`);
    }
  }

  private async page(path: string): Promise<Outcome<DicomJson>> {
    return retried(this.settings.attempts, passing, async () => {
      const answer = await this.get(path, 'application/dicom+json');
      if (!answer.ok) return answer.problem.code === 'STUDY_NOT_FOUND' ? done([]) : answer;
      try {
        const text = await textOfBody(answer.value, queryLimitBytes);
        if (answer.value.statusCode === 204 || text === '') return done([]);
        const parsed = dicomJson.safeParse(jsonOrNothing(text));
        return parsed.success ? done(parsed.data) : refused('PACS_REFUSED', `The PACS answered ${path.split('?')[0] ?? ''} with something other than DICOM JSON.`);
      } catch (error) {
        return refused('PACS_UNAVAILABLE', `The PACS broke off while answering (${reasonOf(error)}).`);
      }
    });
  }

  /** Some PACS do not know the first way to ask for what is stored as it is. */
  private async getAs(path: string, [accept, ...others]: readonly string[], signal: AbortSignal | undefined): Promise<Outcome<IncomingMessage>> {
    const answer = await this.get(path, accept, signal);
    return !answer.ok && answer.problem.code === 'PACS_REFUSED' && others.length > 0 ? this.getAs(path, others, signal) : answer;
  }

  private async get(path: string, accept: string, signal?: AbortSignal): Promise<Outcome<IncomingMessage>> {
    try {
      const options = { headers: { accept, ...this.credentials() }, silenceMs: this.settings.timeoutMs, ...(this.ca === undefined ? {} : { ca: this.ca }), ...(signal === undefined ? {} : { signal }) };
      const answer = await openGet(this.settings.dicomWebUrl + path, options);
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return done(answer);
      answer.destroy();
      if (status === 404) return refused('STUDY_NOT_FOUND', 'The PACS does not have what was asked for.');
      if (status >= 500 || status === 429) return refused('PACS_UNAVAILABLE', `The PACS answered ${status}.`);
      return refused('PACS_REFUSED', `The PACS answered ${status}; expected 200. Its address and credentials are in the settings under pacs.`);
    } catch (error) {
      return refused('PACS_UNAVAILABLE', `The PACS did not answer (${reasonOf(error)}).`);
    }
  }

  private credentials(): Record<string, string> {
    const { token, username, password } = this.settings;
    if (token) return { authorization: `Bearer ${token}` };
    if (username) return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
    return {};
  }
}

/** Datasets asked for at one time, which every PACS takes, and at most in all. */
const pageSize = 100;
const mostDatasets = 100_000;

/** How to ask for instances as they are stored, in the order of trying. */
const asStored = ['multipart/related; type="application/dicom"; transfer-syntax=*', 'multipart/related; type="application/dicom"'];

/** A list of studies or series is small; anything larger is not one. */
const queryLimitBytes = 64_000_000;

function jsonOrNothing(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
};
