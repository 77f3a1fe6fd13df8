-- What read an input that the older release does not know is behind there, and made again.
DELETE FROM "artifact_inputs" WHERE "input_kind" IN ('names', 'sections');
--> statement-breakpoint
ALTER TABLE "artifact_inputs" DROP CONSTRAINT "artifact_inputs_input_kind_check";
--> statement-breakpoint
ALTER TABLE "artifact_inputs" ADD CONSTRAINT "artifact_inputs_input_kind_check" CHECK ("artifact_inputs"."input_kind" IN ('scene', 'synopses', 'shape', 'extent', 'labels', 'card', 'words'));
--> statement-breakpoint
ALTER TABLE "scripts" DROP COLUMN "always_under_usd";
--> statement-breakpoint
ALTER TABLE "model_calls" DROP COLUMN "failure_code";
--> statement-breakpoint
ALTER TABLE "model_calls" DROP COLUMN "estimated_tokens";
--> statement-breakpoint
ALTER TABLE "model_calls" DROP COLUMN "reserved_usd";
--> statement-breakpoint
ALTER TABLE "model_calls" DROP COLUMN "origin";
--> statement-breakpoint
ALTER TABLE "model_calls" DROP COLUMN "subject";
--> statement-breakpoint
ALTER TABLE "chat_messages" DROP COLUMN "asked";
--> statement-breakpoint
ALTER TABLE "chat_messages" DROP COLUMN "turns";
--> statement-breakpoint
ALTER TABLE "generation_failures" DROP COLUMN "inputs_hash";
--> statement-breakpoint
ALTER TABLE "generation_failures" DROP COLUMN "message";
--> statement-breakpoint
ALTER TABLE "generation_failures" DROP COLUMN "method";
--> statement-breakpoint
DROP TABLE "artifact_sets";
