import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { done, type Outcome, type Problem, refused } from '../platform/problem.js';
import { SiteEhr } from './site-ehr.service.js';

/** One kind of resource that is asked for, with what narrows the search. */
export interface ReadRequest {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What came of one kind: its resources, or why there are none. */
export interface ReadAnswer {
  readonly type: string;
  readonly resources: readonly unknown[];
  readonly problem: Problem | undefined;
}

const bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({ resource: z.unknown(), search: z.looseObject({ mode: z.string().optional() }).optional() })).optional(),
  link: z.array(z.looseObject({ relation: z.string(), url: z.string() })).optional(),
});

/** More than these of one kind of one patient are not read, and it is said. */
const mostPages = 5;
/** Neither an analysis nor a page waits longer. */
const longestMs = 10_000;

const tooLate: Outcome<never> = refused('EHR_UNAVAILABLE', `The EHR did not answer within ${longestMs / 1000} s.`);

/** Reads what the EHR holds about a patient beside studies: the resource itself, and searches by patient. */
@Injectable()
export class ClinicalReads {
  constructor(private readonly site: SiteEhr) {}

  /** All kinds at one time; a kind that cannot be had does not keep the others. `patientIds` are asked for together. */
  read(patientIds: readonly string[], requests: readonly ReadRequest[]): Promise<readonly ReadAnswer[]> {
    return Promise.all(requests.map(async (request) => {
      const given = new AbortController();
      const outcome = await Promise.race([this.one(patientIds, request), sleep(longestMs, tooLate, { signal: given.signal }).catch(() => tooLate)]);
      given.abort();
      return outcome.ok ? { type: request.type, resources: outcome.value, problem: undefined } : { type: request.type, resources: [], problem: outcome.problem };
    }));
  }

  private one(patientIds: readonly string[], { type, parameters = {} }: ReadRequest): Promise<Outcome<readonly unknown[]>> {
    const query = new URLSearchParams(type === 'Patient' ? { _id: patientIds.join(',') } : { patient: patientIds.join(','), ...parameters, _count: '100' });
    return this.pages(type, `${type}?${query.toString()}`);
  }

  private async pages(type: string, first: string): Promise<Outcome<readonly unknown[]>> {
    const found: unknown[] = [];
    let path: string | undefined = first;
    for (let pages = 1; path !== undefined; pages += 1) {
      if (pages > mostPages) return refused('EHR_REFUSED', `The EHR holds more ${type} of the patient than ${mostPages} pages; they are not read.`);
      const page: Outcome<z.infer<typeof bundle>> = await this.page(type, path);
      if (!page.ok) return page;
      found.push(...(page.value.entry ?? []).filter(({ search }) => search?.mode !== 'outcome').map(({ resource }) => resource));
      path = page.value.link?.find(({ relation }) => relation === 'next')?.url;
    }
    return done(found);
  }

  private async page(type: string, path: string): Promise<Outcome<z.infer<typeof bundle>>> {
    if (this.site.server === undefined) return refused('EHR_REFUSED', 'The settings name no EHR.');
    const answer = await this.site.server.send({ path });
    if (!answer.ok) return answer;
    if (answer.value.status !== 200) return refused('EHR_REFUSED', `The EHR answered ${answer.value.status} when it was asked for ${type}.`);
    const parsed = bundle.safeParse(answer.value.body);
    return parsed.success ? done(parsed.data) : refused('EHR_REFUSED', `The EHR answered a search for ${type} with something other than a Bundle.`);
  }
}
