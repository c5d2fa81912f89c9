import { useState } from "preact/hooks";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const LABELS: Record<Theme, string> = { auto: "Auto", light: "Light", dark: "Dark" };
const KEY = "theme";

const themeOf = (word: string | null | undefined): Theme =>
  THEMES.find((theme) => theme === word) ?? "auto";

/** Makes the page light or dark; `auto` leaves it to the system. */
export function applyTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** The theme that the URL names (embeds), else the one that was chosen here. */
export function firstTheme(search: string, storage: Pick<Storage, "getItem">): Theme {
  const named = new URLSearchParams(search).get(KEY);
  if (named !== null) return themeOf(named);
  try {
    return themeOf(storage.getItem(KEY));
  } catch {
    return "auto";
  }
}

function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing forgets the choice.
  }
}

/** Light, dark, or as the system has it: the page has changed before the button says so. */
export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(themeOf(document.documentElement.dataset["theme"]));
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
  const choose = () => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <button type="button" class="theme" aria-label={`Theme: ${theme}`} onClick={choose}>
      {LABELS[theme]}
    </button>
  );
}
