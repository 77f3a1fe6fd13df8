import type { PageFormat } from '../../src/screenplay/pageFormat';
import { paginate } from '../../src/screenplay/pages';
import type { PagedScript } from './pagedFdx';

/**
 * Why scenes start on another page than in the file: one sentence for each scene that does while the one before it does not. Its
 * cause is lines counted differently, where a scene since the last right page has other eighths than in the file, else the place
 * where our page ends.
 */
export function classifyMisses(script: PagedScript, format: PageFormat): readonly string[] {
  const { scenes: ours, layout } = paginate(script, format);
  const causes: string[] = [];
  let right = -1;
  script.scenes.forEach(({ page }, i) => {
    const scene = ours[i];
    if (!scene || scene.page === page) {
      right = i;
      return;
    }
    if (right !== i - 1) return;
    const unequal = script.scenes
      .slice(Math.max(0, i - 4), i)
      .some(({ eighths }, at) => ours[Math.max(0, i - 4) + at]?.eighths !== eighths);
    const end = layout.pages[Math.min(page, scene.page) - 1];
    const next = end ? layout.flow[end.next.index] : undefined;
    const place =
      end && end.next.offset > 0
        ? `inside ${next?.kind ?? 'nothing'}`
        : `before ${next?.kind ?? 'the end'}, behind ${end ? (layout.flow[end.next.index - 1]?.kind ?? '') : ''}`;
    causes.push(
      `scene ${i + 1}, page ${scene.page} for ${page}: ${unequal ? 'lines counted differently' : 'another break'}; our page ends ${place}, ${end?.used ?? 0} lines full`,
    );
  });
  return causes;
}
