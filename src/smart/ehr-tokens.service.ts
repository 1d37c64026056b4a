import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { assertionType, clientAssertion } from './client-assertion.js';
import { OwnKeys } from './own-keys.service.js';
import { signingKey } from './own-keys.js';
import { SmartServers } from './smart-servers.service.js';
import { type HeldToken, readTokenAnswer } from './token-answer.js';

/**
 * The token that the EHR is asked with: the one of the settings, or one that this service gets for itself as a SMART
 * backend service. Everybody in this process shares it: it is asked for once at a time, and again shortly before it ends.
 */
@Injectable()
export class EhrTokens {
  private held: HeldToken | undefined;
  private asking: Promise<Outcome<HeldToken>> | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Settings, private readonly keys: OwnKeys, private readonly servers: SmartServers) {}

  /** For what runs without the service, such as a command. */
  static async of(settings: Settings): Promise<EhrTokens> {
    const keys = new OwnKeys(settings);
    await keys.onModuleInit();
    return new EhrTokens(settings, keys, new SmartServers());
  }

  /** Undefined where the EHR asks for none. Code: EHR_REFUSED or EHR_UNAVAILABLE. */
  async current(): Promise<Outcome<string | undefined>> {
    const { ehr } = this.settings;
    if (ehr?.smart === undefined) return done(ehr?.token);
    if (this.held && this.held.until > Date.now()) return done(this.held.token);
    this.asking ??= this.ask(ehr.fhirUrl, ehr.smart, ehr.timeoutMs).finally(() => { this.asking = undefined; });
    const asked = await this.asking;
    return asked.ok ? done(asked.value.token) : asked;
  }

  /** Forgets a token that the EHR no longer takes; says whether another can be had. One that is newer stays. */
  drop(token: string | undefined): 'another can be had' | 'there is no other' {
    if (this.settings.ehr?.smart === undefined) return 'there is no other';
    if (this.held?.token === token) this.held = undefined;
    return 'another can be had';
  }

  private async ask(base: string, { clientId, scope }: NonNullable<NonNullable<Settings['ehr']>['smart']>, timeoutMs: number): Promise<Outcome<HeldToken>> {
    const configuration = await this.servers.configurationOf(base, timeoutMs);
    if (!configuration.ok) return configuration;
    const { tokenEndpoint, algorithms } = configuration.value;
    const key = signingKey(this.keys.all, algorithms);
    if (key === undefined) return refused('EHR_REFUSED', `The EHR takes signatures of ${algorithms?.join(', ') ?? ''} and no key of ehr.smart.keys makes one.`);
    const form = { grant_type: 'client_credentials', scope, client_assertion_type: assertionType, client_assertion: await clientAssertion({ clientId, audience: tokenEndpoint, key }) };
    const answer = await this.servers.askForToken(tokenEndpoint, form, timeoutMs);
    const read = answer.ok ? readTokenAnswer(answer.value, Date.now()) : answer;
    if (read.ok) this.held = read.value;
    // The endpoint may have moved.
    else this.servers.forget(base);
    return read;
  }
}
