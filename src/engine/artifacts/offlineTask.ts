import { hashedFeatures } from '../../models/hashedFeatures';
import { characterSheetContentSchema, type CharacterSheetContent } from '../../story/characterSheet';
import { outlineContentSchema, type OutlineContent } from '../../story/outline';
import { plotThreadContentSchema, type PlotThreadContent } from '../../story/plotThread';
import { sceneRelationshipContentSchema, type SceneRelationshipContent } from '../../story/sceneRelationship';
import { sceneCardContentSchema, type SceneCardContent } from '../../story/sceneCard';
import { makeCharacterSheet, type CharacterSheetInput } from './characterSheet';
import { findKeyScenes, type KeySceneVerdict, type SceneExtent } from './keyScenes';
import { makeOutline } from './outline';
import { findPlotThreads } from './plotThreads';
import { findSceneRelationships } from './sceneRelationships';
import type { StoryScene } from './storyScene';
import type { OutlineScene } from './outlineScene';
import { makeSceneCard } from './sceneCard';
import { searchableText } from './searchableText';
import type { CountTokens, SceneSource } from './sceneSource';

/** One artifact to make by rules, with all that its maker reads. Plain data: it crosses to the worker thread. */
export type OfflineTask =
  | { readonly kind: 'card'; readonly subject: string; readonly scene: SceneSource }
  | { readonly kind: 'embedding'; readonly subject: string; readonly scene: SceneSource }
  | { readonly kind: 'keyScene'; readonly subject: string; readonly scenes: readonly SceneExtent[] }
  | { readonly kind: 'outline'; readonly subject: string; readonly scenes: readonly OutlineScene[] }
  | { readonly kind: 'sheet'; readonly subject: string; readonly input: CharacterSheetInput }
  | { readonly kind: 'thread'; readonly subject: string; readonly scenes: readonly StoryScene[] }
  | { readonly kind: 'relationship'; readonly subject: string; readonly scenes: readonly StoryScene[] };

/** What a task made. `tokens` is the length of its `summaryText`. */
export type OfflineMade =
  | { readonly kind: 'card'; readonly subject: string; readonly content: SceneCardContent; readonly tokens: number }
  | { readonly kind: 'embedding'; readonly subject: string; readonly vector: Float32Array }
  | { readonly kind: 'keyScene'; readonly subject: string; readonly verdicts: readonly KeySceneVerdict[] }
  | { readonly kind: 'outline'; readonly subject: string; readonly content: OutlineContent; readonly tokens: number }
  | {
      readonly kind: 'sheet';
      readonly subject: string;
      readonly content: CharacterSheetContent;
      readonly tokens: number;
    }
  | { readonly kind: 'thread'; readonly subject: string; readonly contents: readonly PlotThreadContent[] }
  | { readonly kind: 'relationship'; readonly subject: string; readonly contents: readonly SceneRelationshipContent[] };

/** Runs the offline twin of a task's kind and checks what it made. Deterministic; throws where the content fails its schema. */
export function makeOffline(task: OfflineTask, countTokens: CountTokens): OfflineMade {
  const { subject } = task;
  switch (task.kind) {
    case 'card': {
      const content = sceneCardContentSchema.parse(makeSceneCard(task.scene, countTokens));
      return { kind: 'card', subject, content, tokens: countTokens(content.summaryText) };
    }
    case 'embedding':
      return { kind: 'embedding', subject, vector: hashedFeatures(searchableText(task.scene.source)) };
    case 'keyScene':
      return { kind: 'keyScene', subject, verdicts: findKeyScenes(task.scenes) };
    case 'sheet': {
      const content = characterSheetContentSchema.parse(makeCharacterSheet(task.input, countTokens));
      return { kind: 'sheet', subject, content, tokens: countTokens(content.summaryText) };
    }
    case 'thread':
      return { kind: 'thread', subject, contents: plotThreadContentSchema.array().parse(findPlotThreads(task)) };
    case 'relationship':
      return {
        kind: 'relationship',
        subject,
        contents: sceneRelationshipContentSchema.array().parse(findSceneRelationships(task)),
      };
    case 'outline': {
      const content = outlineContentSchema.parse(makeOutline(task.scenes, countTokens));
      return { kind: 'outline', subject, content, tokens: countTokens(content.summaryText) };
    }
  }
}
