import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { trackingUidOf } from '../dicom-sr/index.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import type { Lesion } from './body-structure.js';
import type { Condition } from './date-parameter.js';
import { asking } from './conditions.js';
import type { Position } from './search-query.js';

/** Orders entered in error are not found; what they led to can be read by its id. */
const counts = (orderId: string): string => `NOT EXISTS (SELECT 1 FROM imaging_order w WHERE w.id = ${orderId} AND w.status = 'entered-in-error')`;

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8 AS at`;

const searches = {
  results: `SELECT r.id, ${ms('r.acquired_at')} FROM result r WHERE ${counts('r.order_id')} AND $where ORDER BY r.acquired_at, r.created_at, r.id`,
  featureSets: `SELECT s.id, ${ms('s.acquired_at')} FROM feature_set s JOIN analysis a ON a.id = s.analysis_id WHERE ${counts('a.order_id')} AND $where ORDER BY s.acquired_at, s.created_at, s.id`,
  reports: `SELECT r.analysis_id AS id, ${ms('min(r.acquired_at)')} FROM result r WHERE ${counts('r.order_id')} AND $where GROUP BY r.analysis_id ORDER BY min(r.acquired_at), r.analysis_id`,
  analyses: `SELECT a.id, ${ms('a.created_at')} FROM analysis a JOIN imaging_order o ON o.id = a.order_id WHERE $where ORDER BY a.created_at, a.id`,
} as const;

/** A lesion's first feature set is the one that no other of the same patient and lesion comes before. */
const firstOf = `NOT EXISTS (SELECT 1 FROM feature_set e WHERE e.patient_id = s.patient_id AND e.lesion_key = s.lesion_key AND (e.created_at, e.id) < (s.created_at, s.id))`;

const lesionSearch = `SELECT s.id, ${ms('s.created_at')} FROM feature_set s WHERE ${firstOf} AND $where AND EXISTS (
  SELECT 1 FROM feature_set m JOIN analysis a ON a.id = m.analysis_id WHERE m.patient_id = s.patient_id AND m.lesion_key = s.lesion_key AND ${counts('a.order_id')}) ORDER BY s.created_at, s.id`;

interface LesionRow {
  readonly id: string;
  readonly patientId: string;
  readonly lesionKey: string;
  readonly firstMeasuredAt: Date;
  readonly drawn: readonly { readonly label: string; readonly uid: string | null }[];
}

const lesionRows = `SELECT s.id, s.patient_id AS "patientId", s.lesion_key AS "lesionKey", s.created_at AS "firstMeasuredAt",
  (SELECT jsonb_agg(DISTINCT jsonb_build_object('label', m.roi_label, 'uid', m.content #>> '{region,roi,trackingUid}')) FROM feature_set m WHERE m.patient_id = s.patient_id AND m.lesion_key = s.lesion_key) AS drawn
  FROM feature_set s WHERE ${firstOf} AND s.id = ANY($1::uuid[])`;

/** What belongs to a feature set. */
export interface FeatureSetPlace {
  readonly id: string;
  readonly orderId: string;
  readonly lesionId: string;
}

/** Asks the database where the results of a search are, and no more of them than their ids. */
@Injectable()
export class ResultRows {
  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** Ids in the order of acquisition, or of creation for analyses. */
  async find(what: keyof typeof searches, conditions: readonly Condition[]): Promise<readonly Position[]> {
    return this.dataSource.query<Position[]>(...asking(searches[what], conditions));
  }

  async findLesions(conditions: readonly Condition[]): Promise<readonly Position[]> {
    return this.dataSource.query<Position[]>(...asking(lesionSearch, conditions));
  }

  /** Lesions by the id of their first feature set; the UID is the one that structured reports use. */
  async lesions(ids: readonly string[]): Promise<readonly Lesion[]> {
    const rows = await this.dataSource.query<LesionRow[]>(lesionRows, [ids]);
    return rows.map(({ id, patientId, lesionKey, firstMeasuredAt, drawn }) => ({
      id, patientId, firstMeasuredAt, labels: [...new Set(drawn.map(({ label }) => label))].toSorted(),
      trackingUids: [...new Set(drawn.map(({ uid }) => uid ?? trackingUidOf(patientId, lesionKey)))].toSorted(),
    }));
  }

  /** Order and lesion of feature sets. */
  async placesOf(featureSetIds: readonly string[]): Promise<ReadonlyMap<string, FeatureSetPlace>> {
    const rows = await this.dataSource.query<FeatureSetPlace[]>(
      `SELECT s.id, a.order_id AS "orderId", (SELECT f.id FROM feature_set f WHERE f.patient_id = s.patient_id AND f.lesion_key = s.lesion_key ORDER BY f.created_at, f.id LIMIT 1) AS "lesionId"
       FROM feature_set s JOIN analysis a ON a.id = s.analysis_id WHERE s.id = ANY($1::uuid[])`, [featureSetIds],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Ids of the results and feature sets of analyses. */
  async ofAnalyses(analysisIds: readonly string[]): Promise<readonly { readonly analysisId: string; readonly resultIds: readonly string[]; readonly featureSetIds: readonly string[] }[]> {
    return this.dataSource.query(
      `SELECT a.id AS "analysisId", ARRAY(SELECT r.id FROM result r WHERE r.analysis_id = a.id ORDER BY r.lesion_key, r.id) AS "resultIds",
       ARRAY(SELECT s.id FROM feature_set s WHERE s.analysis_id = a.id ORDER BY s.lesion_key, s.acquired_at, s.id) AS "featureSetIds" FROM unnest($1::uuid[]) AS a(id)`, [analysisIds],
    );
  }
}
