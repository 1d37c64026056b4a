import { Controller, Get, Inject, NotFoundException, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service.js';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import type { Problem, ProblemCode } from '../platform/problem.js';
import { cookieIn, publicAddress, setCookie } from '../security/cookies.js';
import { PageSessions } from '../security/page-sessions.service.js';
import { principalOf } from '../security/access.hook.js';
import { Launches, launchSeconds } from './launches.service.js';
import { sentencePage } from './sentence-page.js';

/** Statuses of the page that says why; every other problem is the caller's. */
const statuses: Readonly<Partial<Record<ProblemCode, number>>> = { EHR_UNAVAILABLE: 502, PATIENT_NOT_FOUND: 404 };

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' && value.length <= 4000 ? value : undefined);

/** Where an EHR opens the patient's page; what it opens is a short session that reads what is of one patient. */
@Controller('launch')
export class LaunchController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly launches: Launches,
    private readonly sessions: PageSessions,
    private readonly audit: AuditService,
  ) {}

  @Get()
  async begin(@Query() query: Record<string, unknown>, @Res() reply: FastifyReply): Promise<void> {
    const { smartLaunch, http } = this.settings;
    if (!smartLaunch) throw new NotFoundException();
    const [iss, launch] = [textOf(query.iss), textOf(query.launch)];
    if (iss === undefined || launch === undefined) return this.say(reply, { code: 'EHR_REFUSED', text: 'This page is opened from the EHR, which says who it is (iss) and for which launch; neither may be missing.' });
    const begun = await this.launches.begin(smartLaunch, { iss, launch });
    if (!begun.ok) return this.say(reply, begun.problem);
    // The EHR leads back here from another site, which is Lax; nothing but this one launch hangs on it.
    this.go(reply.header('set-cookie', setCookie(http, 'launch', begun.value.browser, { seconds: launchSeconds, sameSite: 'Lax' })), begun.value.address);
  }

  @Get('callback')
  async finish(@Query() query: Record<string, unknown>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { smartLaunch, http } = this.settings;
    if (!smartLaunch) throw new NotFoundException();
    const browser = cookieIn(request.headers.cookie, http, 'launch') ?? '';
    const finished = await this.launches.finish(smartLaunch, { code: textOf(query.code), state: textOf(query.state) ?? '', error: textOf(query.error), browser });
    if (!finished.ok) return this.say(reply, finished.problem);
    const { session } = finished.value;
    const seconds = Math.round(60 * smartLaunch.sessionMinutes);
    const token = await this.sessions.open(session, seconds);
    await this.audit.record({ action: 'launch', actor: session.actor, outcome: 'success', subject: session.patientId, detail: { minutes: smartLaunch.sessionMinutes } });
    const cookies = [setCookie(http, 'page', token, { seconds, sameSite: 'Strict' }), setCookie(http, 'launch', '', { seconds: 0, sameSite: 'Lax' })];
    this.go(reply.header('set-cookie', cookies), `${publicAddress(http)}/#/launched`);
  }

  /** For whom the page was opened: no address carries the patient's id. */
  @Get('patient')
  async patient(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { patientId } = principalOf(request);
    const token = cookieIn(request.headers.cookie, this.settings.http, 'page');
    const session = patientId === undefined || token === undefined ? undefined : await this.sessions.find(token);
    if (!session) throw new NotFoundException();
    reply.header('cache-control', 'no-store');
    return { patientId: session.patientId, resultId: session.resultId, expiresAt: session.expiresAt.toISOString() };
  }

  private go(reply: FastifyReply, address: string): void {
    void reply.header('cache-control', 'no-store').redirect(address, 303);
  }

  private async say(reply: FastifyReply, { code, text }: Problem): Promise<void> {
    await this.audit.record({ action: 'launch', actor: 'unknown', outcome: 'refused', detail: { code } });
    await reply.code(statuses[code] ?? 400).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(sentencePage(text));
  }
}
