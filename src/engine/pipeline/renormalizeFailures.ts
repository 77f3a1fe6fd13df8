import { fingerprintScene } from '../../screenplay/fingerprint';
import type { Normalizer } from '../../screenplay/normalizers';
import type { FailureSnapshot, SceneSnapshot, ScriptSnapshot } from '../../story/scriptSnapshot';
import { DECLARATIONS } from '../artifacts/declarations';
import { inputsHash } from './contentHash';
import type { OpenScript } from './openScript';

/**
 * The failures that were about what the script still says, by the hashes that the rules of `before` give for it, each with
 * the hash of now. So a change of rules makes nothing be tried again that failed from the same words.
 */
export function renormalizeFailures(open: OpenScript, before: Normalizer): readonly FailureSnapshot[] {
  if (open.failures.size === 0) return [];
  const now = open.snapshot();
  const then = hashedBy(open, now, before);
  return [...open.failures.values()].flatMap((failure) => {
    const { kind, subject, method } = failure;
    const declaration = DECLARATIONS.find((one) => one.kind === kind);
    const inputs = declaration?.inputs(now, subject, method) ?? null;
    const earlier = declaration?.inputs(then, subject, method) ?? null;
    if (inputs === null || earlier === null || inputsHash(earlier) !== failure.inputsHash) return [];
    return [{ ...failure, inputsHash: inputsHash(inputs) }];
  });
}

function hashedBy({ reading, readings }: OpenScript, now: ScriptSnapshot, normalize: Normalizer): ScriptSnapshot {
  const { screenplay, text } = reading;
  const scenes = readings();
  const hashed = (scene: SceneSnapshot): SceneSnapshot => {
    const block = scenes.get(scene.id)?.block;
    return block === undefined ? scene : { ...scene, hash: fingerprintScene(screenplay, block, text, normalize).hash };
  };
  return {
    ...now,
    scenes: now.scenes.map(hashed),
    passage: now.passage === null ? null : hashed(now.passage),
    byId: new Map([...now.byId].map(([id, scene]) => [id, hashed(scene)])),
  };
}
