import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { AnalysesService } from '../analysis/analyses.service.js';
import { analysisStates } from '../analysis/analysis-state.js';
import { CardRecords } from '../cards/card-records.service.js';

/** Numbers about the service for a monitoring system; counts only. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'sarcolens_http_request_seconds', help: 'Time to answer a request.', labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.03, 0.1, 0.3, 1, 3], registers: [this.registry],
  });

  constructor(analyses: AnalysesService, cards: CardRecords) {
    collectDefaultMetrics({ register: this.registry });
    const gauge: Gauge = new Gauge({
      name: 'sarcolens_analyses', help: 'Analyses by the state they stand in.', labelNames: ['state'], registers: [this.registry],
      async collect() {
        const counts = await analyses.count();
        for (const state of analysisStates) gauge.set({ state }, counts.get(state) ?? 0);
      },
    });
    this.countCards(cards);
  }

  private countCards(cards: CardRecords): void {
    const registers = [this.registry];
    const answers: Gauge = new Gauge({
      name: 'sarcolens_cds_answers_total', help: 'Answers of CDS services since the start: shown, silent, or why there was no card.', labelNames: ['service', 'answer'], registers,
      collect() { for (const { service, answer, count } of cards.counts()) answers.set({ service, answer }, count); },
    });
    const paused: Gauge = new Gauge({
      name: 'sarcolens_cds_paused', help: 'Silences of CDS services that have spent their budget, for everybody or for single users.', labelNames: ['service', 'scope'], registers,
      async collect() {
        paused.reset();
        for (const { service, userId } of await cards.pauses()) paused.inc({ service, scope: userId === null ? 'everybody' : 'user' });
      },
    });
  }

  /** Times every request by the route it matched; a path that matched none is one label, whatever it was. */
  watch(server: FastifyInstance): void {
    server.addHook('onResponse', (request, reply, done) => {
      this.requests.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) }, reply.elapsedTime / 1000);
      done();
    });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
