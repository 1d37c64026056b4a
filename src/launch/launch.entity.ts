import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A launch that has begun and whose answer is awaited; its row is removed when the answer comes, so that none counts twice. */
@Entity('launch')
@Index('launch_expires', ['expiresAt'])
export class LaunchEntity {
  @PrimaryColumn('text', { name: 'state_hash', primaryKeyConstraintName: 'launch_key' }) stateHash!: string;
  /** Of what the browser holds that began it. */
  @Column('text', { name: 'browser_hash' }) browserHash!: string;
  @Column('text') server!: string;
  /** Of PKCE (RFC 7636). */
  @Column('text') verifier!: string;
  @Column('text') nonce!: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}
