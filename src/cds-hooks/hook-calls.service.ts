import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AnalysesService, type AnalysisStanding } from '../analysis/analyses.service.js';
import { AuditService } from '../audit/audit.service.js';
import { CardRecords } from '../cards/card-records.service.js';
import type { CardHistory } from '../cards/history.js';
import { ShownCards } from '../cards/shown-cards.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { sha256Hex } from '../platform/canonical-json.js';
import type { ResultHead } from '../results/result-head.js';
import type { ResultEntity } from '../results/result.entity.js';
import { ResultsService } from '../results/results.service.js';
import type { Scorer } from '../scoring/score-inputs.js';
import { SCORER } from '../scoring/tokens.js';
import { buildCard, type Card } from './card.js';
import { compose, type NewestAnalysis, type Telling } from './compose.js';
import type { EhrFacts } from './ehr-facts.js';
import { concernOf, isOfSoftTissueMass } from './imaging-order.js';
import { ModelStandings } from './model-standing.service.js';
import { newestStudy, type StudyToShow } from './newest-study.js';
import { type HookRequest, referenceTo } from './request.js';
import { type Call, decideShowing, type Hold, seenBefore, standingCards } from './showing.js';
import type { SignedOrders } from './signed-orders.service.js';
import { subjectLines } from './state-wording.js';

/** A checked call of a service, by whom, with what the EHR says and what became of orders that were signed. */
export interface HookCall {
  readonly request: HookRequest;
  readonly service: string;
  readonly client: string;
  readonly facts: EhrFacts;
  /** The imaging orders it is about. */
  readonly imaging: readonly object[];
  readonly signed: SignedOrders;
}

/** Makes the card for a call from what is stored, decides whether it is shown, and records which. Nothing here starts an analysis. */
@Injectable()
export class HookCalls {
  private readonly publicUrl: string;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SCORER) private readonly scorer: Scorer,
    private readonly results: ResultsService,
    private readonly analyses: AnalysesService,
    private readonly standings: ModelStandings,
    private readonly shown: ShownCards,
    private readonly records: CardRecords,
    private readonly audit: AuditService,
  ) {
    const { http } = settings;
    this.publicUrl = http.publicUrl ?? `http://${http.host === '127.0.0.1' ? 'localhost' : http.host}:${http.port}`;
  }

  /** The card for a clinician, or none: at most one, however many orders there are. */
  async answer(call: HookCall): Promise<readonly Card[]> {
    const { request: { patientId, userId }, service, facts: { patient } } = call;
    const asked = { patientId, userId, service };
    const [history, results, newest] = await Promise.all([this.shown.historyOf(asked), this.results.resultHeadsOfPatient(patientId), this.analyses.newestOfPatient(patientId)]);
    // A record that gave way to another is no longer opened for care; its results are shown under the one that stands for it.
    if (history.survivorId !== patientId || patient.isReplaced) return this.hold(call, 'replaced-record');
    const orders = call.imaging.filter((order) => isOfSoftTissueMass(order, { conditions: call.facts.conditions, isKnownHere: results.length > 0 || isAbout(newest) }));
    if (call.request.hook !== 'patient-view' && orders.length === 0) return this.hold(call, 'no-soft-tissue-mass');
    const about: Call = { hook: call.request.hook, service, orders: orders.flatMap((order) => referenceTo(order) ?? []), now: new Date() };
    const telling = await this.compose(call, { results, newest, orders, about, history });
    if (!telling) return this.hold(call, 'nothing-to-say');
    const showing = decideShowing(telling, history, { call: about, rules: this.settings.cdsHooks });
    if (showing.kind === 'show') return this.show(call, telling, { orders: about.orders, repeats: showing.repeats });
    if (showing.why === 'paused') await this.shown.pauseUser(asked, history);
    return this.hold(call, showing.why);
  }

  /** Records a call that gets no card, and why. */
  async hold({ request: { hook, hookInstance, userId, patientId }, service, client }: Pick<HookCall, 'request' | 'service' | 'client'>, why: Hold): Promise<readonly Card[]> {
    this.records.count(service, why);
    await this.audit.record({ action: 'cds-hooks.call', actor: client, outcome: 'success', subject: patientId, detail: { hook, service, hookInstance, userId, card: null, held: why } });
    return [];
  }

  private async compose(
    { request: { hook }, facts, signed }: HookCall,
    { results, newest, orders, about, history }: { readonly results: readonly ResultHead[]; readonly newest: AnalysisStanding | null; readonly orders: readonly unknown[]; readonly about: Call; readonly history: CardHistory },
  ): Promise<Telling | undefined> {
    const study = await this.contentOf(newestStudy(results));
    const [shown] = study.results;
    return compose({
      hook, results, study, orders, newest: newest && isAbout(newest) ? stateOf(newest) : undefined, standing: shown && await this.standings.standingOf(shown.content.model),
      birthDate: facts.patient.birthDate, ...signed.of(orders), model: this.scorer.model, recentDays: this.settings.cdsHooks.recentDays, now: about.now,
      seen: seenBefore(history, standingCards(history, about)),
    });
  }

  /** The study with what is stored of its results. */
  private async contentOf({ results, newerWithout }: StudyToShow<ResultHead>): Promise<StudyToShow<ResultEntity>> {
    const [shown, [newer]] = await Promise.all([this.results.results(results.map(({ id }) => id)), this.results.results(newerWithout ? [newerWithout.id] : [])]);
    return { results: shown, newerWithout: newer };
  }

  private async show(call: HookCall, telling: Telling, { orders, repeats }: { readonly orders: readonly string[]; readonly repeats: string | null }): Promise<readonly Card[]> {
    const { request: { hook, hookInstance, userId, patientId }, service, client, facts: { patient } } = call;
    const { mode, smartLaunchUrl, snoozeDays } = this.settings.cdsHooks;
    const { wording, indicator, keys, result, suggestions } = telling;
    const launch = smartLaunchUrl === undefined ? undefined : { url: smartLaunchUrl, handle: randomBytes(24).toString('base64url') };
    const card = buildCard({
      uuid: randomUUID(), summary: wording.summary, detail: [...wording.detail, ...subjectLines[patient.subject]], indicator, orders, suggestions, snoozeDays, publicUrl: this.publicUrl, launch,
      result: result && { id: result.id, modelName: result.modelName, modelVersion: result.modelVersion },
    });
    const delivery = mode === 'live' ? 'shown' : 'silent';
    await this.shown.record(
      {
        uuid: card.uuid, service, client, hookInstance, userId, patientId, resultId: result?.id ?? null, indicator, summary: card.summary, detail: card.detail, delivery, told: keys, orders,
        suggestions: suggestions.map((one) => one.uuid), repeats, launchHash: launch ? sha256Hex(launch.handle) : null,
      },
      { action: 'cds-hooks.call', actor: client, outcome: 'success', subject: patientId, detail: { hook, service, hookInstance, userId, card: card.uuid, result: result?.id ?? null, delivery } },
    );
    this.records.count(service, delivery);
    return delivery === 'shown' ? [card] : [];
  }
}

/** Whether an analysis may be told of: not where its order says that it is about something else. */
const isAbout = (newest: AnalysisStanding | null): newest is AnalysisStanding => newest !== null && concernOf(newest.order) !== 'something-else';

function stateOf({ id, state, problemCode, problemText }: AnalysisStanding): NewestAnalysis | undefined {
  return state === 'done' ? undefined : { id, state, problem: problemCode === null ? undefined : { code: problemCode, text: problemText ?? '' } };
}
