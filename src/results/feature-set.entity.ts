import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Feature } from '../radiomics/index.js';
import type { StoredFeatureSet } from './feature-set.js';

const ofTheDatabase = { select: false, insert: false, update: false } as const;

/** The features of one lesion on one series, with everything needed to measure them again. Append-only. */
@Entity('feature_set')
@Index('feature_set_once', ['analysisId', 'seriesInstanceUid', 'lesionKey'], { unique: true })
@Index('feature_set_patient', ['patientId'])
export class FeatureSetEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'feature_set_key' }) id!: string;
  @Column('uuid', { name: 'analysis_id' }) analysisId!: string;
  @Column('text', { name: 'patient_id' }) patientId!: string;
  @Column('text', { name: 'lesion_key' }) lesionKey!: string;
  @Column('text', { name: 'study_instance_uid' }) studyInstanceUid!: string;
  @Column('text', { name: 'series_instance_uid' }) seriesInstanceUid!: string;
  @Column('text') modality!: string;
  @Column('timestamptz', { name: 'acquired_at' }) acquiredAt!: Date;
  @Column('jsonb') content!: StoredFeatureSet;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  // Of the content, written by the database and read as a head only.
  @Column('text', { name: 'settings_hash', ...ofTheDatabase }) settingsHash?: string;
  @Column('text', { name: 'intensity_unit', ...ofTheDatabase }) intensityUnit?: string;
  @Column('text', { name: 'roi_label', ...ofTheDatabase }) roiLabel?: string;
  @Column('jsonb', { name: 'main_features', ...ofTheDatabase }) mainFeatures?: readonly Feature[];
}
