import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addressOf } from '../config/address.js';
import type { Settings } from '../config/index.js';
import { atMost } from '../platform/at-most.js';
import { canonicalJson } from '../platform/canonical-json.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { retried } from '../platform/retry.js';
import { dicomJson, type DicomJson, isUid, textOf } from './dicom-json.js';
import { openGet, post, textOfBody } from './open-get.client.js';
import { type ByteBudget, reasonOf, receiveSeries } from './receive-series.js';
import type { FetchedInstance } from './store-part.js';
import { stowAnswer, type StowReport, stowRequest } from './stow.js';

/** One DICOMweb server: the site's PACS, or one of the others. */
export type PacsSettings = Omit<NonNullable<Settings['pacs']>, 'others'>;

/** A study as the PACS announces it. */
export interface AnnouncedStudy {
  readonly studyInstanceUid: string;
  /** NumberOfStudyRelatedInstances; null where the PACS does not say. */
  readonly instances: number | null;
}

/** A series as the PACS announces it. */
export interface AnnouncedSeries {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly instances: number;
}

/** Where fetched instances go, and how many bytes there may be. */
export interface FetchTarget {
  readonly folder: string;
  readonly budget: ByteBudget;
  /** Ends the fetch. */
  readonly signal?: AbortSignal;
}

/** Worth another try; anything else will be the same next time. */
const passing = ['PACS_UNAVAILABLE', 'PACS_INCOMPLETE'] as const;

/** Speaks QIDO-RS and WADO-RS (PS3.18) to one PACS. */
export class PacsClient {
  /** Tells it from other servers. */
  readonly address: string;
  /** A study may be no larger than this. */
  readonly studyLimitBytes: number;
  /** Whether what was measured of its studies is stored there. */
  readonly takesResults: boolean;

  private readonly oneOfFew: ReturnType<typeof atMost>;
  private readonly ca: string | undefined;

  constructor(private readonly settings: PacsSettings) {
    this.address = addressOf(settings.dicomWebUrl);
    this.studyLimitBytes = settings.studyLimitBytes;
    this.takesResults = settings.storeResults;
    this.oneOfFew = atMost(settings.seriesAtOnce);
    this.ca = settings.caFile === undefined ? undefined : readFileSync(settings.caFile, 'utf8');
  }

  /** Studies with this accession number or study UID (QIDO-RS). */
  async findStudies(match: { readonly AccessionNumber: string } | { readonly StudyInstanceUID: string }, signal?: AbortSignal): Promise<Outcome<readonly AnnouncedStudy[]>> {
    const found = await this.query(`/studies?${new URLSearchParams(match).toString()}&includefield=00201208`, signal);
    return found.ok ? done(found.value.map((study) => ({ studyInstanceUid: textOf(study, '0020000D'), instances: countOf(study, '00201208') })).filter((study) => isUid(study.studyInstanceUid))) : found;
  }

  /** The study's series, with modality and number of instances. */
  async listSeries(studyInstanceUid: string, signal?: AbortSignal): Promise<Outcome<readonly AnnouncedSeries[]>> {
    const found = await this.query(`/studies/${studyInstanceUid}/series?includefield=00201209&includefield=00080060`, signal);
    if (!found.ok) return found;
    return done(found.value.map((series) => ({
      seriesInstanceUid: textOf(series, '0020000E'), modality: textOf(series, '00080060'), instances: countOf(series, '00201209') ?? 0,
    })).filter((series) => isUid(series.seriesInstanceUid)));
  }

  /**
   * What the PACS says of each instance of a series, as text, ascending: another text when an instance or its patient is
   * another one. Empty where the PACS cannot list them.
   */
  async listInstances(studyInstanceUid: string, seriesInstanceUid: string, signal?: AbortSignal): Promise<readonly string[]> {
    const fields = ['00080018', '00100010', '00100020'].map((tag) => `includefield=${tag}`).join('&');
    const found = await this.oneOfFew(() => this.query(`/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances?${fields}`, signal), signal);
    return found.ok ? found.value.filter((instance) => isUid(textOf(instance, '00080018'))).map((instance) => canonicalJson(instance)).toSorted() : [];
  }

  /**
   * Fetches a series into a folder (WADO-RS), as stored, one file an instance; few at one time. Throws where the folder
   * cannot be written, and where the signal aborts before its turn.
   */
  async fetchSeries(studyInstanceUid: string, series: AnnouncedSeries, target: FetchTarget): Promise<Outcome<readonly FetchedInstance[]>> {
    return this.oneOfFew(() => this.fetch(studyInstanceUid, series, target), target.signal);
  }

  private async fetch(studyInstanceUid: string, series: AnnouncedSeries, { folder, budget, signal }: FetchTarget): Promise<Outcome<readonly FetchedInstance[]>> {
    return retried(this.settings.attempts, passing, async () => {
      const at = join(folder, series.seriesInstanceUid);
      await rm(at, { recursive: true, force: true });
      await mkdir(at, { recursive: true });
      const answer = await this.getAs(`/studies/${studyInstanceUid}/series/${series.seriesInstanceUid}`, asStored, signal);
      const fetched = answer.ok ? await receiveSeries(answer.value, { folder: at, budget, limitBytes: this.studyLimitBytes }) : answer;
      if (signal?.aborted) return ended;
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

  /** Page after page until nothing new comes: some PACS give fewer than asked for, some all there is, some the same again. */
  private async query(path: string, signal?: AbortSignal): Promise<Outcome<DicomJson>> {
    const all: DicomJson = [];
    const seen = new Set<string>();
    for (;;) {
      const page = await this.page(`${path}&limit=${pageSize}&offset=${all.length}`, signal);
      if (!page.ok) return page;
      const fresh = page.value.filter((dataset) => !seen.has(JSON.stringify(dataset)));
      for (const dataset of fresh) seen.add(JSON.stringify(dataset));
      all.push(...fresh);
      if (fresh.length === 0) return done(all);
      if (all.length > mostDatasets) return refused('PACS_REFUSED', `The PACS answered ${path.split('?')[0] ?? ''} with more than ${mostDatasets} datasets.`);
    }
  }

  private async page(path: string, signal: AbortSignal | undefined): Promise<Outcome<DicomJson>> {
    return retried(this.settings.attempts, passing, async () => {
      const answer = await this.get(path, 'application/dicom+json', signal);
      if (signal?.aborted) return ended;
      if (!answer.ok) return answer.problem.code === 'STUDY_NOT_FOUND' ? done([]) : answer;
      try {
        const text = await textOfBody(answer.value, queryLimitBytes);
        if (answer.value.statusCode === 204 || text === '') return done([]);
        const parsed = dicomJson.safeParse(jsonOrNothing(text));
        return parsed.success ? done(parsed.data) : refused('PACS_REFUSED', `The PACS answered ${path.split('?')[0] ?? ''} with something other than DICOM JSON.`);
      } catch (error) {
        return signal?.aborted ? ended : refused('PACS_UNAVAILABLE', `The PACS broke off while answering (${reasonOf(error)}).`);
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

/** What is no longer wanted is not asked for again. */
const ended = refused('PACS_REFUSED', 'The fetch was ended, as it was no longer wanted or another series of the study could not be had.');

/** A number of instances; null where there is none. */
function countOf(dataset: DicomJson[number], tag: string): number | null {
  const count = Number(textOf(dataset, tag) || Number.NaN);
  return Number.isInteger(count) && count >= 0 ? count : null;
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
