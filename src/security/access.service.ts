import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, LessThan } from 'typeorm';
import { roles, type Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { inBatches } from '../platform/in-batches.js';
import { sha256Hex } from '../platform/canonical-json.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { CdsClientTokens, type ClaimedOrigin, claimedOrigin, type VerifiedToken } from './cds-client-token.js';
import { cookieIn } from './cookies.js';
import { requirementOf } from './doors.js';
import { isFromLoopback, type Origin } from './loopback.js';
import { showsSecrets } from './notification-secret.js';
import { PageSessions } from './page-sessions.service.js';
import { hasRole, type Principal } from './principal.js';
import { UsedTokenEntity } from './used-token.entity.js';

/** A request as the doorkeeper sees it. */
export interface Knock {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly cookie?: string | undefined;
  /** What a browser says of the page that asks (Sec-Fetch-Site). */
  readonly fetchSite?: string | undefined;
  /** What an EHR that notifies shows. */
  readonly notification?: string | undefined;
  readonly origin: Origin;
}

/** Let in, or the status to send away with; `claimed` is what the caller said of itself, for the audit. */
export type Admission = { readonly ok: true; readonly principal: Principal } | { readonly ok: false; readonly status: 401 | 403 | 404; readonly claimed?: ClaimedOrigin };

const nobody: Principal = { name: 'anonymous', roles: [] };
const keyOf = (issuer: string, tokenId: string): string => JSON.stringify([issuer, tokenId]);
const refuse = (status: 401 | 403 | 404): Admission => ({ ok: false, status });
const notifying: Principal = { name: 'ehr-subscription', roles: [] };

/** Decides at every door who may come in. What is not known is refused. */
@Injectable()
export class AccessService {
  private readonly cdsClients: CdsClientTokens;
  private tidiedAt = 0;
  private readonly isFirstUse = inBatches((tokens: readonly VerifiedToken[]) => this.remember(tokens));

  constructor(@Inject(SETTINGS) private readonly settings: Settings, @Inject(DATA_SOURCE) private readonly dataSource: DataSource, private readonly pages: PageSessions) {
    this.cdsClients = new CdsClientTokens(settings.security.cdsClients);
  }

  async admit(knock: Knock): Promise<Admission> {
    const requirement = requirementOf(knock.method, knock.path);
    if (!requirement) return refuse(404);
    if (requirement.kind === 'open') return { ok: true, principal: nobody };
    if (requirement.kind === 'notification') return this.admitNotification(knock);
    const page = requirement.kind === 'bearer' && requirement.pages === 'taken' ? await this.principalOfPage(knock) : undefined;
    if (page) return { ok: true, principal: page };
    if (this.settings.security.demonstration && isFromLoopback(knock.origin)) return { ok: true, principal: { name: 'demonstration', roles } };
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(knock.authorization ?? '')?.[1];
    if (!token) return refuse(401);
    if (requirement.kind === 'cds-client') return this.admitCdsClient(token, knock.path);
    const principal = this.principalOf(token);
    if (!principal) return refuse(401);
    return hasRole(principal, requirement.roles) ? { ok: true, principal } : refuse(403);
  }

  private async admitCdsClient(token: string, path: string): Promise<Admission> {
    const { publicUrl, host, port } = this.settings.http;
    const verified = await this.cdsClients.verify(token, `${publicUrl ?? `http://${host}:${port}`}${path}`);
    if (!verified || !(await this.isFirstUse(verified))) return { ok: false, status: 401, claimed: claimedOrigin(token) };
    return { ok: true, principal: { name: verified.issuer, roles: ['clinician'] } };
  }

  private admitNotification({ path, notification = '' }: Knock): Admission {
    const secret = this.settings.ehr?.subscriptions?.secret;
    if (secret === undefined) return refuse(404);
    return showsSecrets(secret, { path: path.split('/').at(-1) ?? '', header: notification }) ? { ok: true, principal: notifying } : refuse(401);
  }

  /** A page that an EHR opened, by its cookie; a token, where there is one, is what counts, and another site's page has no say. */
  private async principalOfPage({ authorization, cookie, fetchSite }: Knock): Promise<Principal | undefined> {
    const token = authorization === undefined ? cookieIn(cookie, this.settings.http, 'page') : undefined;
    if (token === undefined || (fetchSite !== undefined && fetchSite !== 'same-origin')) return undefined;
    const session = await this.pages.find(token);
    return session && { name: session.actor, roles: ['clinician'], patientId: session.patientId };
  }

  /** Remembers tokens' ids, in the database that all processes share; false where one was used before. */
  private async remember(tokens: readonly VerifiedToken[]): Promise<readonly boolean[]> {
    const now = Date.now();
    if (now - this.tidiedAt > 600_000) {
      this.tidiedAt = now;
      await this.dataSource.getRepository(UsedTokenEntity).delete({ expiresAt: LessThan(new Date(now - 120_000)) });
    }
    const stored = await this.dataSource.query<{ issuer: string; token_id: string }[]>(
      // Every process sees it at once; what a crash of the database may lose of the last moment is not worth a wait for the disk.
      `INSERT INTO used_token (issuer, token_id, expires_at) SELECT token.* FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS token, set_config('synchronous_commit', 'off', true)
       ON CONFLICT DO NOTHING RETURNING issuer, token_id`,
      [tokens.map((one) => one.issuer), tokens.map((one) => one.tokenId), tokens.map((one) => one.expiresAt.toISOString())],
    );
    const fresh = new Set(stored.map((row) => keyOf(row.issuer, row.token_id)));
    // The same token twice in one batch: the first takes it.
    return tokens.map(({ issuer, tokenId }) => fresh.delete(keyOf(issuer, tokenId)));
  }

  private principalOf(token: string): Principal | undefined {
    const digest = Buffer.from(sha256Hex(token));
    const known = this.settings.security.bearerTokens.find((one) => timingSafeEqual(Buffer.from(one.sha256), digest));
    return known ? { name: known.name, roles: known.roles } : undefined;
  }
}
