/** Where Anthropic answers. Its keys go to this origin and to no other. */
export const ANTHROPIC_ORIGIN = 'https://api.anthropic.com';

/** Where requests go: `baseUrl` without a slash at its end; `local`: on this machine. */
export interface ModelAddress {
  readonly baseUrl: string;
  readonly origin: string;
  readonly local: boolean;
}

/**
 * A base URL as an address; null for what no key and no scene may be sent to: not a URL, not http(s), a name or
 * password inside, or plain http to another machine. An SDK's path (`/v1`) at the end is taken off: it is added again.
 */
export function modelAddress(baseUrl: string): ModelAddress | null {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    return null;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  const local = isLoopback(url.hostname);
  if (url.protocol === 'http:' && !local) return null;
  const path = url.pathname.replace(/\/+$/, '').replace(/\/v1(\/messages)?$/, '');
  return { baseUrl: url.origin + path, origin: url.origin, local };
}

/** 127.0.0.0/8, ::1 and the reserved name (RFC 6761, 6.3). 0.0.0.0 is not one: what it reaches depends on the system. */
function isLoopback(hostname: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]' || hostname === 'localhost';
}
