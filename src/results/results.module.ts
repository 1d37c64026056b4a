import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { ResultsService } from './results.service.js';

@Module({ imports: [PatientsModule], providers: [ResultsService], exports: [ResultsService] })
export class ResultsModule {}
