import { readFile } from 'node:fs/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Settings } from '../config/index.js';
import { SETTINGS } from '../config/tokens.js';
import { type OwnKey, readOwnKey } from './own-keys.js';

/** The keys that this service signs with, read once at the start. */
@Injectable()
export class OwnKeys implements OnModuleInit {
  private read: readonly OwnKey[] = [];

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** In the order of the settings: the newest stands last. */
  get all(): readonly OwnKey[] { return this.read; }

  async onModuleInit(): Promise<void> {
    const files = this.settings.ehr?.smart?.keys ?? [];
    this.read = await Promise.all(files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => '');
      const key = await readOwnKey(text, `ehr.smart.keys: ${file}`);
      if (!key.ok) throw new Error(`${key.problem.code}: ${key.problem.text}`);
      return key.value;
    }));
    const ids = this.read.map(({ kid }) => kid);
    if (new Set(ids).size < ids.length) throw new Error('SETTINGS_INVALID: ehr.smart.keys: two keys have one id; expected each to have its own.');
  }
}
