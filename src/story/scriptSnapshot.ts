import type { ArtifactInput } from './artifactInput';
import type { ArtifactKind } from './artifactKind';

/** Everything staleness and planning look at, as one value. Built by the engine; pure code only reads it. */
export interface ScriptSnapshot {
  readonly scriptId: string;
  /** Live scenes in script order. */
  readonly scenes: readonly SceneSnapshot[];
  /** Text outside any scene (before the first heading, or all of it); null if there is none. */
  readonly passage: SceneSnapshot | null;
  /** The scenes and the passage by id. */
  readonly byId: ReadonlyMap<string, SceneSnapshot>;
  /** Covers length and position of all scenes: what key scenes are chosen by. */
  readonly extentHash: string;
  /** Covers the labels of all scenes in order. */
  readonly labelsHash: string;
  /** Who is in the script, most words first. */
  readonly characters: readonly CharacterSnapshot[];
  /** Every stored artifact, by `artifactKey`. */
  readonly artifacts: ReadonlyMap<string, ArtifactSnapshot>;
  /** What waits beside a stored artifact for the writer to take it, or was discarded by the writer, by `artifactKey`. */
  readonly candidates: ReadonlyMap<string, CandidateSnapshot>;
}

export interface SceneSnapshot {
  readonly id: string;
  /** Position from 0; null for a passage. */
  readonly index: number | null;
  /** What the writer sees: printed number or ordinal, unique in the script. */
  readonly label: string;
  readonly hash: string;
  readonly synopsesHash: string;
  readonly shapeHash: string;
  /** Covers the section path. */
  readonly sectionsHash: string;
  /** Covers who speaks in it, which cues elsewhere decide too: `MARY AND JOHN` are two people where both have cues. */
  readonly castHash: string;
  /** Covers who speaks in it, and its length. */
  readonly presenceHash: string;
  /** Whether the writer marked it never to be sent: it is no input of what a model makes. */
  readonly neverSend: boolean;
  /** Whether it was marked so before: what a model made then did without it. */
  readonly isSentAgain: boolean;
  /** Length in eighths of a page. */
  readonly eighths: number;
  /** Names in it that stand for others, and for whom; left out where there are none. */
  readonly aliases?: ReadonlyMap<string, string>;
}

/** A character of the script as its text says it. */
export interface CharacterSnapshot {
  readonly name: string;
  /** Words of dialogue. */
  readonly words: number;
  /** Scenes in which the character speaks or is mentioned, in script order. */
  readonly sceneIds: readonly string[];
}

/**
 * A stored artifact without its content. Key scenes, threads and relationships are made as one set a script; a thread or
 * relationship that is pinned stands on its own beside its set (`setRows.ts`).
 */
export interface ArtifactSnapshot {
  readonly kind: ArtifactKind;
  /** Scene id for card and embedding, character name for a sheet, a row's id for one of a set, '' where a script has one (or one set). */
  readonly subject: string;
  /** Row id in the store, the script's id for a set; what `artifact_inputs.artifact_id` names. */
  readonly id: string;
  /** `offline` or `PROVIDER/MODEL`. */
  readonly method: string;
  readonly recipeVersion: number;
  readonly version: number;
  readonly contentHash: string;
  readonly pinned: boolean;
  readonly inputs: readonly ArtifactInput[];
}

/** A newer version beside a pinned or better artifact, without its content. */
export interface CandidateSnapshot {
  readonly kind: ArtifactKind;
  readonly subject: string;
  readonly method: string;
  readonly inputs: readonly ArtifactInput[];
}

/** What could not be made, as the store keeps it until it is made or reads something else. */
export interface FailureSnapshot {
  readonly kind: ArtifactKind;
  /** As of the artifact; '' for what stopped a whole run. */
  readonly subject: string;
  /** Who could not make it. */
  readonly method: string;
  /** A code of `FAILURE_CODES`. */
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  /** Hash of what it would have read; null: it was about no artifact, but stopped the run. */
  readonly inputsHash: string | null;
  /** Before this moment nobody tries again without being asked; null: not at all. */
  readonly retryAt: Date | null;
}

/** The method of what rules make; every other one is `PROVIDER/MODEL`. */
export const OFFLINE = 'offline';

/** The key of an artifact in a snapshot. */
export function artifactKey(kind: ArtifactKind, subject: string): string {
  return `${kind}:${subject}`;
}
