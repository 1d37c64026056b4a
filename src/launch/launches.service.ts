import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type DataSource, LessThan } from 'typeorm';
import { ShownCards } from '../cards/shown-cards.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { OrdersService } from '../orders/orders.service.js';
import { DATA_SOURCE } from '../persistence/tokens.js';
import { sha256Hex } from '../platform/canonical-json.js';
import { done, type Outcome, refused } from '../platform/problem.js';
import { publicAddress } from '../security/cookies.js';
import type { PageSession } from '../security/page-sessions.service.js';
import { assertionType, clientAssertion } from '../smart/client-assertion.js';
import type { SmartConfiguration } from '../smart/discovery.js';
import { OwnKeys } from '../smart/own-keys.service.js';
import { signingKey } from '../smart/own-keys.js';
import { SmartServers } from '../smart/smart-servers.service.js';
import { authorizationAddress, newSecrets, readLaunchContext } from './authorization.js';
import { LaunchEntity } from './launch.entity.js';

type LaunchSettings = NonNullable<Settings['smartLaunch']>;

/** Signing in at the EHR takes no longer. */
export const launchSeconds = 600;
const timeoutMs = 10_000;

const unknownLaunch = 'This launch is not known here: it was answered before, took longer than ten minutes, or began in another browser. Open the page from the EHR again.';

/** What the EHR sends the browser back with. */
export interface LaunchAnswer {
  readonly code: string | undefined;
  readonly state: string;
  readonly error: string | undefined;
  /** What the browser holds since the launch began. */
  readonly browser: string;
}

/** A page to be opened, and which EHR opens it. */
export interface OpenedPage {
  readonly session: PageSession;
  readonly server: string;
}

/** Opens the patient's page from an EHR: SMART App Launch 2.2, EHR launch. */
@Injectable()
export class Launches {
  private readonly keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly servers: SmartServers,
    private readonly keys: OwnKeys,
    private readonly orders: OrdersService,
    private readonly cards: ShownCards,
  ) {}

  private get redirectUri(): string { return `${publicAddress(this.settings.http)}/launch/callback`; }

  /** Where the browser is to go, and what it is to hold meanwhile. */
  async begin(launchSettings: LaunchSettings, { iss, launch }: { readonly iss: string; readonly launch: string }): Promise<Outcome<{ readonly address: string; readonly browser: string }>> {
    const server = iss.replace(/\/+$/, '');
    const allowed = [this.settings.ehr?.fhirUrl, ...launchSettings.servers];
    if (!allowed.includes(server)) return refused('EHR_REFUSED', 'This page was opened by a server that is not known here; expected one of those in the settings.');
    const configuration = await this.servers.configurationOf(server, timeoutMs);
    if (!configuration.ok) return refused(configuration.problem.code, 'The EHR does not say where its users sign in; try again in a minute.');
    const { authorizationEndpoint } = configuration.value;
    if (authorizationEndpoint === undefined) return refused('EHR_REFUSED', 'The EHR does not say where its users sign in; an authorization_endpoint was expected in its SMART configuration.');
    const secrets = newSecrets();
    const repository = this.dataSource.getRepository(LaunchEntity);
    await repository.delete({ expiresAt: LessThan(new Date()) });
    await repository.insert({
      stateHash: sha256Hex(secrets.state), browserHash: sha256Hex(secrets.browser), server, verifier: secrets.verifier, nonce: secrets.nonce, expiresAt: new Date(Date.now() + 1000 * launchSeconds),
    });
    const { clientId, scope } = launchSettings;
    return done({ address: authorizationAddress({ endpoint: authorizationEndpoint, clientId, redirectUri: this.redirectUri, scope, launch, audience: iss, secrets }), browser: secrets.browser });
  }

  /** Finishes a launch, once: the patient that the EHR names must be known here. */
  async finish(launchSettings: LaunchSettings, { code, state, error, browser }: LaunchAnswer): Promise<Outcome<OpenedPage>> {
    const begun = await this.take(state);
    if (begun === undefined || begun.browserHash !== sha256Hex(browser) || begun.expiresAt <= new Date()) return refused('EHR_REFUSED', unknownLaunch);
    if (error !== undefined) return refused('EHR_REFUSED', `The EHR did not let this page be opened${/^[\w.-]{1,60}$/.test(error) ? ` (${error})` : ''}.`);
    if (code === undefined) return refused('EHR_REFUSED', 'The EHR sent the browser back without a code.');
    const configuration = await this.servers.configurationOf(begun.server, timeoutMs);
    if (!configuration.ok) return configuration;
    const form = await this.exchangeForm(launchSettings, configuration.value, { code, verifier: begun.verifier });
    const answer = form.ok ? await this.servers.askForToken(configuration.value.tokenEndpoint, form.value, timeoutMs) : form;
    const context = answer.ok ? readLaunchContext(answer.value) : answer;
    if (!context.ok) return context;
    const { patientId, idToken, appContext } = context.value;
    const user = idToken === undefined ? done(undefined) : await this.userOf(idToken, configuration.value, { clientId: launchSettings.clientId, nonce: begun.nonce });
    if (!user.ok) return user;
    if ((await this.orders.ofPatient(patientId)).length === 0) return refused('PATIENT_NOT_FOUND', 'There is no imaging order here of the patient whom the EHR has open.');
    const card = appContext === undefined || user.value === undefined ? undefined : await this.cards.launchedWith(appContext, { patientId, userId: user.value });
    return done({ server: begun.server, session: { patientId, actor: `${begun.server} ${user.value ?? 'user not named'}`, resultId: card?.resultId ?? null } });
  }

  /** The launch under this state, which is gone with it. */
  private async take(state: string): Promise<LaunchEntity | undefined> {
    const stateHash = sha256Hex(state);
    return this.dataSource.transaction(async (manager) => {
      const begun = await manager.findOne(LaunchEntity, { where: { stateHash }, lock: { mode: 'pessimistic_write' } });
      if (begun) await manager.delete(LaunchEntity, { stateHash });
      return begun ?? undefined;
    });
  }

  private async exchangeForm({ clientId, client }: LaunchSettings, { tokenEndpoint, algorithms }: SmartConfiguration, { code, verifier }: { readonly code: string; readonly verifier: string }): Promise<Outcome<Readonly<Record<string, string>>>> {
    const form = { grant_type: 'authorization_code', code, redirect_uri: this.redirectUri, code_verifier: verifier };
    if (client === 'public') return done({ ...form, client_id: clientId });
    const key = signingKey(this.keys.all, algorithms);
    if (key === undefined) return refused('EHR_REFUSED', 'The EHR takes none of the signatures that this service makes.');
    return done({ ...form, client_assertion_type: assertionType, client_assertion: await clientAssertion({ clientId, audience: tokenEndpoint, key }) });
  }

  /** The user whom the EHR's ID token names (OpenID Connect Core 3.1.3.7), such as Practitioner/1. */
  private async userOf(idToken: string, { issuer, jwksUrl }: SmartConfiguration, { clientId, nonce }: { readonly clientId: string; readonly nonce: string }): Promise<Outcome<string | undefined>> {
    const notTrue = refused('EHR_REFUSED', 'The EHR named its user in a way that does not hold; open the page from the EHR again.');
    if (issuer === undefined || jwksUrl === undefined) return notTrue;
    const keySet = this.keySets.get(jwksUrl) ?? createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: timeoutMs, cooldownDuration: 5000 });
    this.keySets.set(jwksUrl, keySet);
    try {
      const { payload } = await jwtVerify(idToken, keySet, { issuer, audience: clientId, algorithms: ['RS256', 'RS384', 'ES256', 'ES384'], clockTolerance: 60, requiredClaims: ['iss', 'aud', 'exp', 'iat', 'sub'] });
      if (payload.nonce !== nonce) return notTrue;
      const { fhirUser, sub = '' } = payload;
      const reference = typeof fhirUser === 'string' ? /[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.exec(fhirUser)?.[0] : undefined;
      return done(reference ?? sub.slice(0, 100));
    } catch {
      return notTrue;
    }
  }
}
