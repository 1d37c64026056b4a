import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Args, Field, Float, GraphQLModule, ID, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** The framework alone: a Fastify route that answers a card and a list of services, a Nest resolver that answers a course. Nothing is checked, read or kept. */

@ObjectType()
class Point {
  @Field(() => String) acquiredAt!: string;
  @Field(() => Float) value!: number;
}

@ObjectType()
class Course {
  @Field(() => ID) id!: string;
  @Field(() => [Point]) volume!: Point[];
}

@Resolver(() => Course)
class BareResolver {
  @Query(() => Course)
  patient(@Args('id', { type: () => ID }) id: string): Course {
    return { id, volume: Array.from({ length: 20 }, (_, k) => ({ acquiredAt: new Date(k).toISOString(), value: k })) };
  }
}

@Module({ imports: [GraphQLModule.forRoot<MercuriusDriverConfig>({ driver: MercuriusDriver, autoSchemaFile: true })], providers: [BareResolver] })
class BareModule {}

const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), { logger: false });
const server = app.getHttpAdapter().getInstance();
const card = { cards: [{ uuid: '00000000-0000-4000-8000-000000000000', summary: 'x'.repeat(120), detail: 'x'.repeat(1500), indicator: 'info', source: { label: 'bare' } }] };
const discovery = { services: Array.from({ length: 3 }, (_, k) => ({ id: `bare-${k}`, hook: 'patient-view', title: 'bare', description: 'x'.repeat(200), prefetch: { patient: 'Patient/{{context.patientId}}' } })) };
server.post('/card', () => card);
server.get('/discovery', () => discovery);
await app.listen(Number(process.argv[2]), '127.0.0.1');
