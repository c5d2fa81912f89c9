/** Paths of the dashboard's pages, as a route writes them. Everything else is the API's. */
export const PAGES = [
  "/",
  "/orchestrators",
  "/orchestrators/:address",
  "/jobs",
  "/jobs/:id",
  "/verify",
  "/about",
  "/embed/network",
  "/embed/orchestrator/:address",
] as const;

/** Whether a path is one of the dashboard's pages; `/embed/…` is what other sites may frame. */
export function pageKind(path: string): "page" | "embed" | null {
  const given = path.split("/");
  const isPage = PAGES.some((page) => {
    const segments = page.split("/");
    return (
      segments.length === given.length &&
      segments.every((segment, at) =>
        segment.startsWith(":") ? given[at] !== "" : segment === given[at],
      )
    );
  });
  if (!isPage) return null;
  return path.startsWith("/embed/") ? "embed" : "page";
}
