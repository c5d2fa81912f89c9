/** What a page may load: its own scripts and styles, the API beside it, and nothing of any other host. */
const policyOf = (frameAncestors: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join("; ");

/**
 * Headers of one of the dashboard's pages.
 *
 * @param sites  who may frame it: none for what is no embed
 */
export const pageHeaders = (sites: readonly string[]): Record<string, string> => ({
  "Content-Type": "text/html; charset=utf-8",
  // Its scripts are named by their content, and those of an earlier deployment are gone.
  "Cache-Control": "no-cache",
  "Content-Security-Policy": policyOf(sites.length === 0 ? "'none'" : sites.join(" ")),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "X-Content-Type-Options": "nosniff",
});
