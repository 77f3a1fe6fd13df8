CREATE TABLE "artifact_sets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"method" text NOT NULL,
	"recipe_version" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"content_hash" char(64) NOT NULL,
	"generated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "artifact_sets_script_id_kind_unique" UNIQUE("script_id","kind"),
	CONSTRAINT "artifact_sets_kind_check" CHECK ("artifact_sets"."kind" IN ('keyScene', 'thread', 'relationship'))
);
--> statement-breakpoint
ALTER TABLE "artifact_inputs" DROP CONSTRAINT "artifact_inputs_input_kind_check";--> statement-breakpoint
ALTER TABLE "generation_failures" ADD COLUMN "method" text DEFAULT 'offline' NOT NULL;--> statement-breakpoint
ALTER TABLE "generation_failures" ADD COLUMN "message" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "generation_failures" ADD COLUMN "inputs_hash" char(64);--> statement-breakpoint
ALTER TABLE "chat_messages" ADD COLUMN "turns" jsonb;--> statement-breakpoint
ALTER TABLE "chat_messages" ADD COLUMN "asked" jsonb;--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "subject" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "origin" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "reserved_usd" numeric(14, 8);--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "estimated_tokens" integer;--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "failure_code" text;--> statement-breakpoint
ALTER TABLE "scripts" ADD COLUMN "always_under_usd" numeric(14, 8);--> statement-breakpoint
ALTER TABLE "artifact_sets" ADD CONSTRAINT "artifact_sets_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artifact_inputs" ADD CONSTRAINT "artifact_inputs_input_kind_check" CHECK ("artifact_inputs"."input_kind" IN ('scene', 'synopses', 'shape', 'extent', 'labels', 'card', 'words', 'names', 'sections'));--> statement-breakpoint
-- A set was there if its inputs were; what it was made of was by rules.
INSERT INTO "artifact_sets" ("script_id", "kind", "method", "recipe_version", "content_hash")
SELECT DISTINCT "script_id", "artifact_kind", 'offline', 1, repeat('0', 64) FROM "artifact_inputs" WHERE "artifact_id" = "script_id";
