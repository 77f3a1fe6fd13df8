DROP TABLE "accepted_edits";
--> statement-breakpoint
DROP TABLE "batches";
--> statement-breakpoint
DROP TABLE "model_calls";
--> statement-breakpoint
DROP TABLE "model_calibration";
--> statement-breakpoint
DROP TABLE "conversation_summaries";
--> statement-breakpoint
DROP TABLE "chat_messages";
--> statement-breakpoint
DROP TABLE "chat_conversations";
--> statement-breakpoint
DROP TABLE "findings";
--> statement-breakpoint
DROP TABLE "generation_failures";
--> statement-breakpoint
DROP TABLE "artifact_candidates";
--> statement-breakpoint
DROP TABLE "artifact_inputs";
--> statement-breakpoint
DROP TABLE "scene_relationships";
--> statement-breakpoint
DROP TABLE "plot_threads";
--> statement-breakpoint
DROP TABLE "character_sheets";
--> statement-breakpoint
DROP TABLE "script_outlines";
--> statement-breakpoint
DROP TABLE "scene_embeddings";
--> statement-breakpoint
DROP TABLE "scene_summaries";
--> statement-breakpoint
DROP TABLE "privacy_marks";
--> statement-breakpoint
DROP TABLE "character_aliases";
--> statement-breakpoint
DROP TABLE "scene_characters";
--> statement-breakpoint
DROP TABLE "scenes";
--> statement-breakpoint
DROP TABLE "scripts";
--> statement-breakpoint
DROP EXTENSION IF EXISTS vector;
