import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DATA_SOURCE } from '../persistence/tokens.js';

/** Whether requests may be sent here, and what stands in the way. */
export interface Readiness {
  readonly status: 'ready' | 'not ready';
  readonly waitingFor: readonly string[];
}

/** Knows whether the service can answer. */
@Injectable()
export class HealthService {
  private readonly holds = new Set<string>();

  constructor(@Inject(DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** Reports not ready, with this reason, until the promise is settled. */
  holdUntil(reason: string, settled: Promise<unknown>): void {
    this.holds.add(reason);
    const release = () => { this.holds.delete(reason); };
    settled.then(release, release);
  }

  /** Reports not ready from now on: the process was asked to end. */
  retire(): void {
    this.holds.add('the end of the process');
  }

  async readiness(): Promise<Readiness> {
    const waitingFor = [...this.holds];
    if (!(await this.isDatabaseThere())) waitingFor.push('the database');
    return { status: waitingFor.length === 0 ? 'ready' : 'not ready', waitingFor };
  }

  private async isDatabaseThere(): Promise<boolean> {
    const silence = new Promise<false>((resolve) => { setTimeout(() => { resolve(false); }, 2000).unref(); });
    return Promise.race([this.dataSource.query('SELECT 1').then(() => true, () => false), silence]);
  }
}
