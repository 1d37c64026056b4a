import { Module } from '@nestjs/common';
import { AccessService } from './access.service.js';
import { PageSessions } from './page-sessions.service.js';

@Module({ providers: [AccessService, PageSessions], exports: [AccessService, PageSessions] })
export class SecurityModule {}
