import type { EditProposal, ProposalPlace } from '../../story/chatMessage';
import type { OpenScript } from '../pipeline/openScript';

/**
 * Where a proposed edit goes in the text now. Its scene must read as it did, notes too: a proposal replaces the slice, and
 * must not take back what was written meanwhile.
 */
export function placeProposal(
  open: OpenScript,
  { sceneId, hash, before }: Pick<EditProposal, 'sceneId' | 'hash' | 'before'>,
): ProposalPlace {
  if (open.format === 'fdx') {
    return {
      kind: 'read-only',
      message: 'A Final Draft file is read-only here: convert it to Fountain to accept edits.',
    };
  }
  const scene = open.readings().get(sceneId);
  if (scene === undefined) {
    return { kind: 'gone', message: 'The scene of this edit is not in the script any more. Ask again.' };
  }
  if (scene.hash !== hash || scene.source !== before) {
    const name = scene.label === '' ? 'The scene' : `Scene ${scene.label}`;
    return { kind: 'changed', message: `${name} has changed since this edit was proposed. Ask again for a new one.` };
  }
  const { startOffset, startLine } = scene.block;
  return {
    kind: 'stands',
    startOffset,
    endOffset: startOffset + scene.source.length,
    line: startLine - scene.headingLine,
  };
}
