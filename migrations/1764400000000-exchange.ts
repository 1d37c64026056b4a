import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = {
  launch: `"state_hash" text NOT NULL, "browser_hash" text NOT NULL, "server" text NOT NULL, "verifier" text NOT NULL, "nonce" text NOT NULL, "expires_at" timestamptz NOT NULL,
    CONSTRAINT "launch_key" PRIMARY KEY ("state_hash")`,
  page_session: `"token_hash" text NOT NULL, "patient_id" text NOT NULL, "actor" text NOT NULL, "result_id" uuid, "expires_at" timestamptz NOT NULL,
    CONSTRAINT "page_session_key" PRIMARY KEY ("token_hash")`,
  ehr_subscription: `"key" text NOT NULL, "kind" text NOT NULL, "state" text NOT NULL, "ehr_id" text, "last_event" integer NOT NULL, "heard_at" timestamptz NOT NULL,
    "asked_until" timestamptz NOT NULL, "look_at" timestamptz, "problem" text, CONSTRAINT "ehr_subscription_key" PRIMARY KEY ("key")`,
  subscription: `"id" uuid NOT NULL, "owner" text NOT NULL, "status" text NOT NULL, "revision" integer NOT NULL, "content" jsonb NOT NULL, "headers" text, "patient_id" text,
    "events" integer NOT NULL, "failures" integer NOT NULL, "problem" text, "heartbeat_seconds" integer, "ends_at" timestamptz, "sent_at" timestamptz NOT NULL,
    "created_at" timestamptz NOT NULL, "changed_at" timestamptz NOT NULL, CONSTRAINT "subscription_key" PRIMARY KEY ("id")`,
  subscription_event: `"subscription_id" uuid NOT NULL, "number" integer NOT NULL, "result_id" uuid NOT NULL, "at" timestamptz NOT NULL,
    CONSTRAINT "subscription_event_key" PRIMARY KEY ("subscription_id", "number"), CONSTRAINT "subscription_event_once" UNIQUE ("subscription_id", "result_id")`,
  write_back: `"analysis_id" uuid NOT NULL, "patient_id" text NOT NULL, "state" text NOT NULL, "attempts" integer NOT NULL, "status" integer, "refusal" text, "locations" jsonb NOT NULL,
    "changed_at" timestamptz NOT NULL, CONSTRAINT "write_back_key" PRIMARY KEY ("analysis_id")`,
};

const indexes: readonly (readonly [string, string])[] = [
  ['launch_expires', '"launch" ("expires_at")'], ['page_session_expires', '"page_session" ("expires_at")'], ['ehr_subscription_look', '"ehr_subscription" ("look_at")'],
  ['subscription_owner', '"subscription" ("owner")'], ['write_back_changed', '"write_back" ("changed_at")'],
];

/** What is exchanged with EHRs and others: pages opened by them, what they tell, what they are told, and what was written back. */
export class Exchange1764400000000 implements MigrationInterface {
  readonly name = 'Exchange1764400000000';

  async up(db: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(tables)) await db.query(`CREATE TABLE "${table}" (${columns})`);
    for (const [index, on] of indexes) await db.query(`CREATE INDEX "${index}" ON ${on}`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of Object.keys(tables).toReversed()) await db.query(`DROP TABLE "${table}"`);
  }
}
