import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A token's id (never the token), kept until the token expires, so that it works once. */
@Entity('used_token')
export class UsedTokenEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'used_token_key' }) issuer!: string;
  @PrimaryColumn('text', { name: 'token_id', primaryKeyConstraintName: 'used_token_key' }) tokenId!: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}
