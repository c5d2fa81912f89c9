import type uPlot from "uplot";

/**
 * Draws into an element, again when the theme changes, and as wide as the element is.
 *
 * @returns how to take it away
 */
export function keepDrawn(box: HTMLElement, height: number, make: () => uPlot): () => void {
  let plot: uPlot | null = null;
  const draw = () => {
    plot?.destroy();
    plot = make();
  };
  draw();
  const resized = new ResizeObserver(() => {
    if (plot && plot.width !== box.clientWidth) plot.setSize({ width: box.clientWidth, height });
  });
  resized.observe(box);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const themed = new MutationObserver(draw);
  themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", draw);
  return () => {
    resized.disconnect();
    themed.disconnect();
    dark.removeEventListener("change", draw);
    plot?.destroy();
  };
}

/** The theme's colours as a canvas reads them, and the axes that all charts have. */
export function chartStyle(box: HTMLElement) {
  const style = getComputedStyle(box);
  // The canvas knows no light-dark(): a property that is a colour gives it resolved.
  const colour = (name: string) => resolved(box, style.getPropertyValue(name));
  const [ink, grid] = [colour("--muted"), colour("--line")];
  const font = `11px ${style.fontFamily}`;
  const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return { colour, axis };
}

/** A colour as rgb, whatever the theme makes of it. */
function resolved(box: HTMLElement, value: string): string {
  const probe = document.createElement("span");
  probe.style.color = value;
  box.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
