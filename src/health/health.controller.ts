import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { HealthService, type Readiness } from './health.service.js';
import { MetricsService } from './metrics.service.js';

@Controller()
export class HealthController {
  constructor(private readonly health: HealthService, private readonly metrics: MetricsService) {}

  /** The process is alive; nothing else is asked. */
  @Get('health/live')
  live(): { readonly status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.health.readiness();
    if (readiness.status === 'not ready') reply.code(503);
    return readiness;
  }

  /** Prometheus text format. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  numbers(): Promise<string> {
    return this.metrics.text();
  }
}
