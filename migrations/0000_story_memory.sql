CREATE EXTENSION IF NOT EXISTS vector;
--> statement-breakpoint
CREATE TABLE "artifact_candidates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"artifact_kind" text NOT NULL,
	"subject" text DEFAULT '' NOT NULL,
	"content" jsonb NOT NULL,
	"method" text NOT NULL,
	"recipe_version" integer NOT NULL,
	"tokens_estimate" integer DEFAULT 0 NOT NULL,
	"content_hash" char(64) NOT NULL,
	"generated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"inputs" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "artifact_candidates_subject_unique" UNIQUE("script_id","artifact_kind","subject"),
	CONSTRAINT "artifact_candidates_artifact_kind_check" CHECK ("artifact_candidates"."artifact_kind" IN ('card', 'embedding', 'outline', 'sheet', 'thread', 'relationship', 'keyScene', 'conversationSummary'))
);
--> statement-breakpoint
CREATE TABLE "artifact_inputs" (
	"script_id" uuid NOT NULL,
	"artifact_kind" text NOT NULL,
	"artifact_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"input_kind" text NOT NULL,
	"input_id" text NOT NULL,
	"input_hash" char(64) NOT NULL,
	CONSTRAINT "artifact_inputs_pkey" PRIMARY KEY("artifact_kind","artifact_id","position"),
	CONSTRAINT "artifact_inputs_artifact_kind_check" CHECK ("artifact_inputs"."artifact_kind" IN ('card', 'embedding', 'outline', 'sheet', 'thread', 'relationship', 'keyScene', 'conversationSummary')),
	CONSTRAINT "artifact_inputs_input_kind_check" CHECK ("artifact_inputs"."input_kind" IN ('scene', 'synopses', 'shape', 'extent', 'labels', 'card', 'words'))
);
--> statement-breakpoint
CREATE TABLE "character_sheets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"character_name" text NOT NULL,
	"want" text DEFAULT '' NOT NULL,
	"need" text DEFAULT '' NOT NULL,
	"arc" text DEFAULT '' NOT NULL,
	"relationships" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"pivotal_moments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"summary_text" text NOT NULL,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"is_stale" boolean DEFAULT false NOT NULL,
	"dirty_scene_count" integer DEFAULT 0 NOT NULL,
	"method" text NOT NULL,
	"recipe_version" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"tokens_estimate" integer DEFAULT 0 NOT NULL,
	"content_hash" char(64) NOT NULL,
	"generated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"pinned" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "character_sheets_script_id_character_name_unique" UNIQUE("script_id","character_name")
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"fingerprint" text NOT NULL,
	"kind" text NOT NULL,
	"scene_ids" uuid[] DEFAULT '{}'::uuid[] NOT NULL,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"dismissed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "findings_script_id_fingerprint_unique" UNIQUE("script_id","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "generation_failures" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject" text DEFAULT '' NOT NULL,
	"code" text NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"retry_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "generation_failures_subject_unique" UNIQUE("script_id","kind","subject"),
	CONSTRAINT "generation_failures_kind_check" CHECK ("generation_failures"."kind" IN ('card', 'embedding', 'outline', 'sheet', 'thread', 'relationship', 'keyScene', 'conversationSummary'))
);
--> statement-breakpoint
CREATE TABLE "plot_threads" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"name" text NOT NULL,
	"thread_type" text NOT NULL,
	"scene_indices" integer[] DEFAULT '{}'::integer[] NOT NULL,
	"scene_ids" uuid[] DEFAULT '{}'::uuid[] NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"is_stale" boolean DEFAULT false NOT NULL,
	"method" text NOT NULL,
	"recipe_version" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"tokens_estimate" integer DEFAULT 0 NOT NULL,
	"content_hash" char(64) NOT NULL,
	"generated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"pinned" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plot_threads_thread_type_check" CHECK ("plot_threads"."thread_type" IN ('character_arc', 'plot', 'subplot', 'theme'))
);
--> statement-breakpoint
CREATE TABLE "scene_embeddings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"scene_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"embedding" vector NOT NULL,
	"dimensions" integer NOT NULL,
	"source_hash" char(64) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scene_embeddings_scene_id_provider_model_unique" UNIQUE("scene_id","provider","model"),
	CONSTRAINT "scene_embeddings_dimensions_check" CHECK (vector_dims("scene_embeddings"."embedding") = "scene_embeddings"."dimensions")
);
--> statement-breakpoint
CREATE TABLE "scene_relationships" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"setup_scene_id" uuid NOT NULL,
	"payoff_scene_id" uuid,
	"relationship_type" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"is_stale" boolean DEFAULT false NOT NULL,
	"method" text NOT NULL,
	"recipe_version" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"tokens_estimate" integer DEFAULT 0 NOT NULL,
	"content_hash" char(64) NOT NULL,
	"generated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"pinned" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scene_relationships_relationship_type_check" CHECK ("scene_relationships"."relationship_type" IN ('setup_payoff', 'callback', 'parallel', 'echo')),
	CONSTRAINT "scene_relationships_two_scenes_check" CHECK ("scene_relationships"."setup_scene_id" <> "scene_relationships"."payoff_scene_id")
);
--> statement-breakpoint
CREATE TABLE "scene_summaries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"scene_id" uuid NOT NULL,
	"action" text DEFAULT '' NOT NULL,
	"conflict" text DEFAULT '' NOT NULL,
	"character_changes" text DEFAULT '' NOT NULL,
	"plot_progression" text DEFAULT '' NOT NULL,
	"tone" text DEFAULT '' NOT NULL,
	"summary_text" text NOT NULL,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"method" text NOT NULL,
	"recipe_version" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"tokens_estimate" integer DEFAULT 0 NOT NULL,
	"content_hash" char(64) NOT NULL,
	"generated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"pinned" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "script_outlines" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"logline" text DEFAULT '' NOT NULL,
	"acts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"turning_points" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"central_conflict" text DEFAULT '' NOT NULL,
	"summary_text" text NOT NULL,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"is_stale" boolean DEFAULT false NOT NULL,
	"dirty_scene_count" integer DEFAULT 0 NOT NULL,
	"method" text NOT NULL,
	"recipe_version" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"tokens_estimate" integer DEFAULT 0 NOT NULL,
	"content_hash" char(64) NOT NULL,
	"generated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"pinned" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_conversations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"archived" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"conversation_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"role" text NOT NULL,
	"content" text NOT NULL,
	"citations" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"answer" jsonb,
	"context_used" jsonb,
	"usage" jsonb,
	"status" text DEFAULT 'complete' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chat_messages_conversation_id_position_unique" UNIQUE("conversation_id","position"),
	CONSTRAINT "chat_messages_role_check" CHECK ("chat_messages"."role" IN ('user', 'assistant')),
	CONSTRAINT "chat_messages_status_check" CHECK ("chat_messages"."status" IN ('complete', 'stopped', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "conversation_summaries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"conversation_id" uuid NOT NULL,
	"summary_text" text NOT NULL,
	"tokens_estimate" integer DEFAULT 0 NOT NULL,
	"messages_covered" integer NOT NULL,
	"last_message_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accepted_edits" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"scene_id" uuid NOT NULL,
	"hash_before" char(64) NOT NULL,
	"hash_after" char(64) NOT NULL,
	"lines" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"model_call_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"provider_batch_id" text NOT NULL,
	"items" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "batches_provider_batch_id_unique" UNIQUE("provider","provider_batch_id"),
	CONSTRAINT "batches_status_check" CHECK ("batches"."status" IN ('submitted', 'ended', 'collected', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "model_calibration" (
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"token_factor" double precision NOT NULL,
	"samples" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_calibration_pkey" PRIMARY KEY("provider","model")
);
--> statement-breakpoint
CREATE TABLE "model_calls" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid,
	"purpose" text NOT NULL,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"input_tokens" integer DEFAULT 0 NOT NULL,
	"output_tokens" integer DEFAULT 0 NOT NULL,
	"cache_write_tokens" integer DEFAULT 0 NOT NULL,
	"cache_read_tokens" integer DEFAULT 0 NOT NULL,
	"cost_usd" numeric(14, 8),
	"latency_ms" integer,
	"scene_ids" uuid[] DEFAULT '{}'::uuid[] NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_calls_status_check" CHECK ("model_calls"."status" IN ('sent', 'complete', 'stopped', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "character_aliases" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"alias" text NOT NULL,
	"character_name" text NOT NULL,
	"decided_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "character_aliases_script_id_alias_unique" UNIQUE("script_id","alias"),
	CONSTRAINT "character_aliases_decided_by_check" CHECK ("character_aliases"."decided_by" IN ('writer', 'rule'))
);
--> statement-breakpoint
CREATE TABLE "privacy_marks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"scope" text NOT NULL,
	"script_id" uuid,
	"scene_id" uuid,
	"folder_uri" text,
	"never_send" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "privacy_marks_subject_unique" UNIQUE NULLS NOT DISTINCT("script_id","scene_id","folder_uri"),
	CONSTRAINT "privacy_marks_scope_check" CHECK ("privacy_marks"."scope" IN ('script', 'folder', 'scene')),
	CONSTRAINT "privacy_marks_subject_check" CHECK (("privacy_marks"."script_id" IS NOT NULL) = ("privacy_marks"."scope" IN ('script', 'scene')) AND ("privacy_marks"."scene_id" IS NOT NULL) = ("privacy_marks"."scope" = 'scene') AND ("privacy_marks"."folder_uri" IS NOT NULL) = ("privacy_marks"."scope" = 'folder'))
);
--> statement-breakpoint
CREATE TABLE "scene_characters" (
	"scene_id" uuid NOT NULL,
	"character_name" text NOT NULL,
	"speaks" boolean DEFAULT false NOT NULL,
	"mentioned" boolean DEFAULT false NOT NULL,
	"speeches" integer DEFAULT 0 NOT NULL,
	"dialogue_words" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scene_characters_pkey" PRIMARY KEY("scene_id","character_name")
);
--> statement-breakpoint
CREATE TABLE "scenes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"script_id" uuid NOT NULL,
	"kind" text DEFAULT 'scene' NOT NULL,
	"scene_index" integer,
	"scene_number" text,
	"heading" text DEFAULT '' NOT NULL,
	"text" text NOT NULL,
	"line_count" integer NOT NULL,
	"heading_line" integer DEFAULT 0 NOT NULL,
	"section_path" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"synopses" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"hash" char(64) NOT NULL,
	"structure_hash" char(64) NOT NULL,
	"notes_hash" char(64) NOT NULL,
	"removed_at" timestamp with time zone,
	"is_key_scene" boolean DEFAULT false NOT NULL,
	"key_scene_reason" text,
	"act_number" integer,
	"sequence_number" integer,
	"page_start" integer,
	"length_eighths" integer DEFAULT 0 NOT NULL,
	"word_count" integer DEFAULT 0 NOT NULL,
	"dialogue_words" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scenes_script_id_scene_index_unique" UNIQUE("script_id","scene_index"),
	CONSTRAINT "idx_scenes_script_id" UNIQUE("script_id","id"),
	CONSTRAINT "scenes_kind_check" CHECK ("scenes"."kind" IN ('scene', 'passage')),
	CONSTRAINT "scenes_scene_index_check" CHECK (("scenes"."scene_index" IS NULL) = ("scenes"."kind" = 'passage' OR "scenes"."removed_at" IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "scripts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"uri" text NOT NULL,
	"title" text,
	"format" text DEFAULT 'fountain' NOT NULL,
	"state" text DEFAULT 'empty' NOT NULL,
	"last_state_transition" timestamp with time zone DEFAULT now() NOT NULL,
	"hash" char(64) NOT NULL,
	"page_count" integer DEFAULT 0 NOT NULL,
	"eighths" integer DEFAULT 0 NOT NULL,
	"normalizer_version" integer NOT NULL,
	"chosen_model" text,
	"body_line" integer DEFAULT 1 NOT NULL,
	"title_page" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"buffer_version" integer,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scripts_uri_unique" UNIQUE("uri"),
	CONSTRAINT "scripts_format_check" CHECK ("scripts"."format" IN ('fountain', 'fdx')),
	CONSTRAINT "scripts_state_check" CHECK ("scripts"."state" IN ('empty', 'partial', 'analyzed'))
);
--> statement-breakpoint
ALTER TABLE "artifact_candidates" ADD CONSTRAINT "artifact_candidates_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artifact_inputs" ADD CONSTRAINT "artifact_inputs_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "character_sheets" ADD CONSTRAINT "character_sheets_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generation_failures" ADD CONSTRAINT "generation_failures_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plot_threads" ADD CONSTRAINT "plot_threads_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scene_embeddings" ADD CONSTRAINT "scene_embeddings_scene_id_scenes_id_fk" FOREIGN KEY ("scene_id") REFERENCES "public"."scenes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scene_relationships" ADD CONSTRAINT "scene_relationships_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scene_relationships" ADD CONSTRAINT "scene_relationships_setup_scene_fk" FOREIGN KEY ("script_id","setup_scene_id") REFERENCES "public"."scenes"("script_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scene_relationships" ADD CONSTRAINT "scene_relationships_payoff_scene_fk" FOREIGN KEY ("script_id","payoff_scene_id") REFERENCES "public"."scenes"("script_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scene_summaries" ADD CONSTRAINT "scene_summaries_scene_id_scenes_id_fk" FOREIGN KEY ("scene_id") REFERENCES "public"."scenes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_outlines" ADD CONSTRAINT "script_outlines_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_conversations" ADD CONSTRAINT "chat_conversations_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_conversation_id_chat_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."chat_conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation_summaries" ADD CONSTRAINT "conversation_summaries_conversation_id_chat_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."chat_conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation_summaries" ADD CONSTRAINT "conversation_summaries_last_message_id_chat_messages_id_fk" FOREIGN KEY ("last_message_id") REFERENCES "public"."chat_messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accepted_edits" ADD CONSTRAINT "accepted_edits_scene_id_scenes_id_fk" FOREIGN KEY ("scene_id") REFERENCES "public"."scenes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accepted_edits" ADD CONSTRAINT "accepted_edits_model_call_id_model_calls_id_fk" FOREIGN KEY ("model_call_id") REFERENCES "public"."model_calls"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "character_aliases" ADD CONSTRAINT "character_aliases_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_marks" ADD CONSTRAINT "privacy_marks_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_marks" ADD CONSTRAINT "privacy_marks_scene_fk" FOREIGN KEY ("script_id","scene_id") REFERENCES "public"."scenes"("script_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scene_characters" ADD CONSTRAINT "scene_characters_scene_id_scenes_id_fk" FOREIGN KEY ("scene_id") REFERENCES "public"."scenes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenes" ADD CONSTRAINT "scenes_script_id_scripts_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."scripts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_artifact_inputs_script_id" ON "artifact_inputs" USING btree ("script_id");--> statement-breakpoint
CREATE INDEX "idx_artifact_inputs_first_input" ON "artifact_inputs" USING btree ("artifact_kind","input_hash") WHERE "artifact_inputs"."position" = 0;--> statement-breakpoint
CREATE INDEX "idx_character_sheets_script_id" ON "character_sheets" USING btree ("script_id");--> statement-breakpoint
CREATE INDEX "idx_character_sheets_character_name" ON "character_sheets" USING btree ("character_name");--> statement-breakpoint
CREATE INDEX "idx_plot_threads_script_id" ON "plot_threads" USING btree ("script_id");--> statement-breakpoint
CREATE INDEX "idx_scene_relationships_script_id" ON "scene_relationships" USING btree ("script_id");--> statement-breakpoint
CREATE INDEX "idx_scene_relationships_setup" ON "scene_relationships" USING btree ("setup_scene_id");--> statement-breakpoint
CREATE INDEX "idx_scene_relationships_payoff" ON "scene_relationships" USING btree ("payoff_scene_id");--> statement-breakpoint
CREATE UNIQUE INDEX "idx_scene_summaries_scene_id" ON "scene_summaries" USING btree ("scene_id");--> statement-breakpoint
CREATE UNIQUE INDEX "idx_script_outlines_script_id" ON "script_outlines" USING btree ("script_id");--> statement-breakpoint
CREATE INDEX "idx_chat_conversations_script_id" ON "chat_conversations" USING btree ("script_id");--> statement-breakpoint
CREATE INDEX "idx_conversation_summaries_conversation_id" ON "conversation_summaries" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "idx_accepted_edits_scene_id" ON "accepted_edits" USING btree ("scene_id");--> statement-breakpoint
CREATE INDEX "idx_batches_script_id" ON "batches" USING btree ("script_id");--> statement-breakpoint
CREATE INDEX "idx_model_calls_script_id" ON "model_calls" USING btree ("script_id","created_at");--> statement-breakpoint
CREATE INDEX "idx_scene_characters_character" ON "scene_characters" USING btree ("character_name");--> statement-breakpoint
CREATE INDEX "idx_scenes_hash" ON "scenes" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "idx_scenes_is_key" ON "scenes" USING btree ("script_id") WHERE "scenes"."is_key_scene";--> statement-breakpoint
CREATE INDEX "idx_scripts_hash" ON "scripts" USING btree ("hash");
