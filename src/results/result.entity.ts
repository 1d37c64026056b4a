import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { StoredResult } from './result.js';

const ofTheDatabase = { select: false, insert: false, update: false } as const;

/** A model's answer for one lesion at one time point, or its abstention, with its provenance. Append-only. */
@Entity('result')
@Index('result_once', ['analysisId', 'modelName', 'modelVersion', 'lesionKey'], { unique: true })
// By patient, with what a head holds.
@Index('result_patient', { synchronize: false })
@Index('result_model', ['modelName', 'modelVersion'])
// Of the engine in the content.
@Index('result_engine', { synchronize: false })
export class ResultEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'result_key' }) id!: string;
  @Column('uuid', { name: 'analysis_id' }) analysisId!: string;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text', { name: 'patient_id' }) patientId!: string;
  @Column('text', { name: 'lesion_key' }) lesionKey!: string;
  @Column('text', { name: 'study_instance_uid' }) studyInstanceUid!: string;
  @Column('timestamptz', { name: 'acquired_at' }) acquiredAt!: Date;
  @Column('text', { name: 'model_name' }) modelName!: string;
  @Column('text', { name: 'model_version' }) modelVersion!: string;
  @Column('text') kind!: 'score' | 'abstention';
  @Column('double precision', { nullable: true }) probability!: number | null;
  @Column('jsonb') content!: StoredResult;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  // Of the content, written by the database and read as a head only.
  @Column('text', { name: 'manifest_sha256', ...ofTheDatabase }) manifestSha256?: string;
  @Column('double precision', { nullable: true, ...ofTheDatabase }) volume?: number | null;
}
