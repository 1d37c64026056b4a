import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { ResultsService } from './results.service.js';
import { WriteBacks } from './write-backs.service.js';

@Module({ imports: [PatientsModule], providers: [ResultsService, WriteBacks], exports: [ResultsService, WriteBacks] })
export class ResultsModule {}
