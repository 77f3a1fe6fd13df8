import { counted } from '../../story/lengthText';
import type { NeverSend } from '../../story/neverSend';

/** What is marked never to be sent, in one sentence. */
export function markedText({ script, folders, sceneIds }: NeverSend): string {
  const [folder] = folders;
  if (folder !== undefined) return `Nothing of it is ever sent: the folder ${lastName(folder)} is marked.`;
  if (script) return 'Nothing of it is ever sent: the script is marked.';
  if (sceneIds.length > 0)
    return `${counted(sceneIds.length, 'scene')} of it ${sceneIds.length === 1 ? 'is' : 'are'} never sent.`;
  return 'Nothing of it is marked.';
}

/** Why a scene is never sent; null where it may be. */
export function whyNeverSent(marks: NeverSend, sceneId: string): string | null {
  const [folder] = marks.folders;
  if (folder !== undefined) return `Never sent to a model, because the folder ${lastName(folder)} is marked.`;
  if (marks.script) return 'Never sent to a model, because the script is marked.';
  if (marks.joined.includes(sceneId)) return 'Never sent to a model: it holds the words of a marked scene.';
  return marks.sceneIds.includes(sceneId) ? 'Never sent to a model: neither its words nor its card.' : null;
}

function lastName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
