import { Module } from '@nestjs/common';
import { EhrTokens } from './ehr-tokens.service.js';
import { OwnKeys } from './own-keys.service.js';
import { SmartServers } from './smart-servers.service.js';

@Module({ providers: [OwnKeys, EhrTokens, SmartServers], exports: [OwnKeys, EhrTokens, SmartServers] })
export class SmartModule {}
