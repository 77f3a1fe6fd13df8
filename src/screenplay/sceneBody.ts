import { sceneText } from './sceneText';
import type { SceneReading, ScriptReading } from './scriptReading';

/** A scene's text in normal form, without the line of its heading. */
export function sceneBody(scene: SceneReading, { screenplay, text }: ScriptReading): string {
  const whole = sceneText(screenplay, scene.block, text);
  const end = whole.indexOf('\n');
  return end === -1 ? '' : whole.slice(end).trim();
}
