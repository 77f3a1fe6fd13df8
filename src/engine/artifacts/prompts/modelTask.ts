import type { Section } from '../../../story/analysisResult';
import type { SceneSource } from '../sceneSource';

/** A scene by its card, never by its words: all that a model reads of it for what is made from cards. */
export interface CardedScene {
  readonly id: string;
  /** `summaryText` of the card; '' where there is none: the scene is then not sent. */
  readonly card: string;
  /** The script's own words in the card's evidence: what may be quoted. */
  readonly quotes: readonly string[];
}

/** With the writer's own sections in force at it, outermost first. */
export interface SectionedScene extends CardedScene {
  readonly sections: readonly Section[];
}

/** With its length in eighths of a page. */
export interface MeasuredScene extends CardedScene {
  readonly eighths: number;
}

/** One message of a conversation. */
export interface TalkMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/**
 * One artifact to make by a model, with all that it reads and nothing else: what is not here cannot be sent
 * (data-model.md, *Staleness*). Scenes stand in script order. The task of a rule (`OfflineTask`) has more in it.
 */
export type ModelTask =
  | { readonly kind: 'card'; readonly subject: string; readonly scene: Pick<SceneSource, 'id' | 'source'> }
  | { readonly kind: 'outline'; readonly subject: string; readonly scenes: readonly SectionedScene[] }
  | {
      readonly kind: 'sheet';
      readonly subject: string;
      readonly input: {
        /** As in the cues. */
        readonly name: string;
        readonly aliases: readonly string[];
        /** The scenes in which the character speaks or is named. */
        readonly scenes: readonly CardedScene[];
      };
    }
  | { readonly kind: 'thread'; readonly subject: string; readonly scenes: readonly CardedScene[] }
  | { readonly kind: 'relationship'; readonly subject: string; readonly scenes: readonly CardedScene[] }
  | { readonly kind: 'keyScene'; readonly subject: string; readonly scenes: readonly MeasuredScene[] }
  | {
      readonly kind: 'conversationSummary';
      readonly subject: string;
      /** The messages to be replaced, in order. */
      readonly messages: readonly TalkMessage[];
      /** The summary of what stood before them; null where nothing did. */
      readonly previous: string | null;
    };
