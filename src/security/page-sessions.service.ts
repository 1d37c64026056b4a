import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, LessThan, MoreThan } from 'typeorm';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { sha256Hex } from '../platform/canonical-json.js';
import { PageSessionEntity } from './page-session.entity.js';

/** What a page was opened for, and by whom. */
export type PageSession = Omit<PageSessionEntity, 'tokenHash' | 'expiresAt'>;

const tidyingMs = 600_000;

/** Pages that an EHR opened: what their browsers hold opens what is of one patient, for a short time. Only its hash is kept. */
@Injectable()
export class PageSessions {
  private tidiedAt = 0;

  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** Gives what the browser is to hold. */
  async open(session: PageSession, seconds: number): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const repository = this.dataSource.getRepository(PageSessionEntity);
    const now = Date.now();
    if (now - this.tidiedAt > tidyingMs) {
      this.tidiedAt = now;
      await repository.delete({ expiresAt: LessThan(new Date(now)) });
    }
    await repository.insert({ ...session, tokenHash: sha256Hex(token), expiresAt: new Date(now + 1000 * seconds) });
    return token;
  }

  /** Undefined where it is not known or its time is over. */
  async find(token: string): Promise<PageSessionEntity | undefined> {
    return (await this.dataSource.getRepository(PageSessionEntity).findOneBy({ tokenHash: sha256Hex(token), expiresAt: MoreThan(new Date()) })) ?? undefined;
  }
}
