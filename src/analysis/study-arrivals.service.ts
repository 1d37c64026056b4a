import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { AuditEvent } from '../audit/chain.js';
import type { HeardFrom } from '../patients/patients.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import type { EhrImagingStudy } from '../studies/imaging-study.js';
import { AnalysesService } from './analyses.service.js';

/** Orders of the patient whose analysis waits for this study: by their own StudyInstanceUID, accession number, or as what it is based on. */
const waitingFor = `SELECT DISTINCT o.id FROM imaging_order o JOIN analysis a ON a.order_id = o.id AND a.state = 'waiting-for-study'
  WHERE o.patient_id = ANY(same_patient($1)) AND (o.study_instance_uid = $2 OR (o.study_instance_uid IS NULL AND (o.accession_number = ANY($3::text[]) OR o.resource->>'id' = ANY($4::text[]))))
  ORDER BY o.id`;

const idIn = (reference: string): readonly string[] => { const id = /(?:^|\/)ServiceRequest\/([A-Za-z0-9\-.]{1,64})/.exec(reference)?.[1]; return id === undefined ? [] : [id]; };

/** Hears that a study is there, and looks for it at once where an analysis waits for it. */
@Injectable()
export class StudyArrivals {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly analyses: AnalysesService, private readonly audit: AuditService) {}

  /**
   * Begins the analyses again that wait for the study; gives how many. A study that is not available yet, of no known
   * patient or of no waiting order changes nothing, and neither does a repeat while its analysis is at work.
   */
  async hear(study: EhrImagingStudy, from: HeardFrom): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const { hastened, events } = await this.hearWithin(manager, study, from);
      await this.audit.recordWithin(manager, events);
      return hastened;
    });
  }

  /** The same within the caller's transaction, which records the events given back as its last act. */
  async hearWithin(manager: EntityManager, { status, patientId, studyInstanceUid, identifiers, basedOn }: EhrImagingStudy, { actor, receivedBy }: HeardFrom): Promise<{ readonly hastened: number; readonly events: readonly AuditEvent[] }> {
    if (status !== 'available' || patientId === null) return { hastened: 0, events: [] };
    const orders = await manager.query<{ id: string }[]>(waitingFor, [patientId, studyInstanceUid, identifiers, basedOn.flatMap(idIn)]);
    let hastened = 0;
    for (const { id } of orders) {
      // Another process may have heard it at the same moment.
      await manager.query('SELECT 1 FROM imaging_order WHERE id = $1 FOR UPDATE', [id]);
      if ((await this.analyses.cancelWaitingWithin(manager, id)) === 0) continue;
      await this.analyses.startWithin(manager, id);
      hastened += 1;
    }
    return { hastened, events: [{ action: 'study.arrived', actor, outcome: 'success', subject: patientId, entity: `ImagingStudy/${studyInstanceUid}`, detail: { receivedBy, hastened } }] };
  }
}
