import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AnalysesService } from '../analysis/analyses.service.js';
import type { AnalysisEntity } from '../analysis/analysis.entity.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { changesOverTime } from '../response/change.js';
import type { ResultEntity } from '../results/result.entity.js';
import { ResultsService } from '../results/results.service.js';
import type { Scorer } from '../scoring/score-inputs.js';
import { SCORER } from '../scoring/tokens.js';
import type { SubjectKind } from '../studies/subject-kind.js';
import { buildCard, type Card } from './card.js';
import { newestStudy } from './newest-study.js';
import { type StateToTell, tellResult, tellState, tellTaken, type Wording } from './wording.js';

/** A card with the result it shows, if any. */
export interface CardWithResult {
  readonly card: Card;
  readonly resultId: string | null;
}

/** For whom a card is, and whether an order of theirs was just taken in. */
export interface CardOccasion {
  readonly patientId: string;
  readonly subject: SubjectKind;
  readonly order: 'taken' | 'none';
}

/** What stands beside the result that a card shows. */
interface Beside {
  readonly others: readonly ResultEntity[];
  readonly newerWithout: ResultEntity | undefined;
  readonly newest: AnalysisEntity | undefined;
}

/** Makes cards from what is stored; nothing here starts an analysis. */
@Injectable()
export class CardsService {
  private readonly publicUrl: string;

  constructor(
    @Inject(SETTINGS) { http }: Settings,
    @Inject(SCORER) private readonly scorer: Scorer,
    private readonly results: ResultsService,
    private readonly analyses: AnalysesService,
  ) {
    this.publicUrl = http.publicUrl ?? `http://${http.host === '127.0.0.1' ? 'localhost' : http.host}:${http.port}`;
  }

  /** The one card for the patient: the newest study's result, else how far the newest analysis is; none where no order is known. */
  async cardFor(occasion: CardOccasion): Promise<CardWithResult | undefined> {
    const [results, newestAnalysis] = await Promise.all([this.results.ofPatient(occasion.patientId), this.analyses.newestOfPatient(occasion.patientId)]);
    const newest = newestAnalysis ?? undefined;
    const { results: [result, ...others], newerWithout } = newestStudy(results);
    if (result) return this.make(occasion, await this.tell(result, { others, newerWithout, newest }), result);
    if (occasion.order === 'taken') return this.make(occasion, tellTaken());
    const state = newest && stateOf(newest);
    return state ? this.make(occasion, tellState(state)) : undefined;
  }

  private async tell(result: ResultEntity, { others, newerWithout, newest }: Beside): Promise<Wording> {
    const { model } = this.scorer;
    const isOurs = model.identity.manifestSha256 === result.content.model.manifestSha256;
    return tellResult({
      acquiredAt: result.acquiredAt, result: result.content, manifest: isOurs ? model.manifest : undefined, volumeChange: await this.volumeChange(result),
      otherLesions: others.map((one) => one.content.outcome), newerWithout: newerWithout && { acquiredAt: newerWithout.acquiredAt, outcome: newerWithout.content.outcome },
      newer: newest && newest.state !== 'cancelled' ? stateOf(newest) : undefined,
    });
  }

  /** Change of the lesion's volume up to the study of the result, on the series the model takes. */
  private async volumeChange(result: ResultEntity) {
    const course = await this.results.courseOf({ patientId: result.patientId, lesionKey: result.lesionKey, modality: this.scorer.model.manifest.measurement.modality, tag: 'morph_volume' });
    const until = course.filter((point) => point.acquiredAt <= result.acquiredAt);
    return until.at(-1)?.studyInstanceUid === result.studyInstanceUid ? changesOverTime(until.map((point) => point.value)).at(-1) : undefined;
  }

  private make({ patientId, subject }: CardOccasion, wording: Wording, result?: ResultEntity): CardWithResult {
    const detail = subject === 'synthetic' ? [...wording.detail, 'This patient is synthetic: a phantom for trying things out, not a person.'] : wording.detail;
    const shown = result ? { id: result.id, modelName: result.modelName, modelVersion: result.modelVersion } : undefined;
    return { card: buildCard({ uuid: randomUUID(), patientId, summary: wording.summary, detail, publicUrl: this.publicUrl, result: shown }), resultId: result?.id ?? null };
  }
}

function stateOf({ state, problemCode, problemText }: AnalysisEntity): StateToTell | undefined {
  return state === 'done' ? undefined : { state, problem: problemCode === null ? undefined : { code: problemCode, text: problemText ?? '' } };
}
