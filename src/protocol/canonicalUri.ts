/**
 * The one spelling of a file's address by which its memory is found. Hosts escape differently: `(` is `%28` to the editor
 * and `(` to the command line, a drive is `c%3A` or `C:`. What comes out is how Node spells the path (`pathToFileURL`);
 * what is no `file:` uri, or none that can be read, comes out as it is.
 */
export function canonicalUri(uri: string): string {
  const [, host, path] = /^file:\/\/([^/?#]*)(\/[^?#]*)$/iu.exec(uri) ?? [];
  if (host === undefined || path === undefined) return uri;
  const segments = path.split('/').map(canonicalSegment);
  const drive = segments[1];
  if (drive !== undefined && /^[a-z]:$/u.test(drive)) segments[1] = drive.toUpperCase();
  return `file://${/^localhost$/iu.test(host) ? '' : host.toLowerCase()}${segments.join('/')}`;
}

function canonicalSegment(segment: string): string {
  try {
    const plain = decodeURIComponent(segment);
    // A slash in a name would be one between names.
    if (plain.includes('/')) return segment;
    return encodeURIComponent(plain)
      .replace(LEFT_ALONE, (escaped) => decodeURIComponent(escaped))
      .replace(/~/gu, '%7E');
  } catch {
    return segment;
  }
}

/** `$ & + , : ; = @` */
const LEFT_ALONE = /%(?:24|26|2B|2C|3A|3B|3D|40)/gu;
