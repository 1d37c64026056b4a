import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AnalysesService, type AnalysisStanding } from '../analysis/analyses.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { PatientsService } from '../patients/patients.service.js';
import { changesOverTime } from '../response/change.js';
import type { ResultEntity } from '../results/result.entity.js';
import { ResultsService } from '../results/results.service.js';
import type { Scorer } from '../scoring/score-inputs.js';
import { SCORER } from '../scoring/tokens.js';
import type { SubjectKind } from '../studies/subject-kind.js';
import { buildCard, type Card } from './card.js';
import { newestStudy } from './newest-study.js';
import { type Signing, type StateToTell, tellSigning, tellState, type Wording } from './state-wording.js';
import { tellResult } from './wording.js';

/** A card with the result it shows, if any. */
export interface CardWithResult {
  readonly card: Card;
  readonly resultId: string | null;
}

/** For whom a card is, and what became of orders of theirs that were just signed. */
export interface CardOccasion {
  readonly patientId: string;
  readonly subject: SubjectKind;
  readonly signing: Signing;
}

const subjectLines: Readonly<Record<SubjectKind, readonly string[]>> = {
  person: [],
  synthetic: ['This patient is synthetic: a phantom for trying things out, not a person.'],
  training: ['This is a patient of the model\'s own training data, with a birth date reconstructed from the published age: what is shown is no prediction.'],
};

/** What stands beside the result that a card shows. */
interface Beside {
  readonly others: readonly ResultEntity[];
  readonly newerWithout: ResultEntity | undefined;
  readonly newest: AnalysisStanding | undefined;
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
    private readonly patients: PatientsService,
  ) {
    this.publicUrl = http.publicUrl ?? `http://${http.host === '127.0.0.1' ? 'localhost' : http.host}:${http.port}`;
  }

  /**
   * The one card for the patient: the newest study's result, with what became of orders just signed; without a result
   * what became of them, else how far the newest analysis is. None where no order is known, nor for a record merged into
   * another.
   */
  async cardFor(occasion: CardOccasion): Promise<CardWithResult | undefined> {
    const { patientId, signing } = occasion;
    // A record that gave way to another is no longer opened for care; its results are shown under the one that stands for it.
    if ((await this.patients.sameAs(patientId)).survivorId !== patientId) return undefined;
    const [results, newestAnalysis] = await Promise.all([this.results.ofPatient(patientId), this.analyses.newestOfPatient(patientId)]);
    const newest = newestAnalysis ?? undefined;
    const { results: [result, ...others], newerWithout } = newestStudy(results);
    const signed = tellSigning(signing, this.scorer.model.identity);
    if (result) {
      const wording = await this.tell(result, { others, newerWithout, newest });
      return this.make(occasion, signed ? { ...wording, detail: [signed.summary, ...wording.detail] } : wording, result);
    }
    if (signed) return this.make(occasion, signed);
    const state = newest && stateOf(newest);
    return state ? this.make(occasion, tellState(state, this.scorer.model.identity)) : undefined;
  }

  private async tell(result: ResultEntity, { others, newerWithout, newest }: Beside): Promise<Wording> {
    const { model } = this.scorer;
    const isOurs = model.identity.manifestSha256 === result.content.model.manifestSha256;
    return tellResult({
      acquiredAt: result.acquiredAt, result: result.content, model: isOurs ? model : undefined, volumeChange: await this.volumeChange(result),
      otherLesions: others.map((one) => one.content.outcome), newerWithout: newerWithout && { acquiredAt: newerWithout.acquiredAt, outcome: newerWithout.content.outcome },
      newer: newest && newest.state !== 'cancelled' ? stateOf(newest) : undefined,
    });
  }

  /** Change of the lesion's volume up to the study of the result, among measurements like the one the model took. */
  private async volumeChange(result: ResultEntity) {
    const [like] = result.content.featureSetIds;
    if (like === undefined) return undefined;
    const course = await this.results.courseOf({ patientId: result.patientId, lesionKey: result.lesionKey, like, tag: 'morph_volume' });
    const until = course.filter((point) => point.acquiredAt <= result.acquiredAt);
    return until.at(-1)?.studyInstanceUid === result.studyInstanceUid ? changesOverTime(until.map((point) => point.value)).at(-1) : undefined;
  }

  private make({ patientId, subject }: CardOccasion, wording: Wording, result?: ResultEntity): CardWithResult {
    const shown = result ? { id: result.id, modelName: result.modelName, modelVersion: result.modelVersion } : undefined;
    return { card: buildCard({ uuid: randomUUID(), patientId, summary: wording.summary, detail: [...wording.detail, ...subjectLines[subject]], publicUrl: this.publicUrl, result: shown }), resultId: result?.id ?? null };
  }
}

function stateOf({ state, problemCode, problemText }: AnalysisStanding): StateToTell | undefined {
  return state === 'done' ? undefined : { state, problem: problemCode === null ? undefined : { code: problemCode, text: problemText ?? '' } };
}
