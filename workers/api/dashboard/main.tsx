import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/parts.css";
import "./style/tables.css";
import "./style/pages.css";
import { App } from "./app.tsx";
import { createAnswerStore } from "./data/answer-store.ts";
import { applyTheme, firstTheme } from "./parts/theme.tsx";

applyTheme(firstTheme(location.search, localStorage));
const root = document.getElementById("app");
if (root) {
  const store = createAnswerStore({ fetch: (url, init) => fetch(url, init), now: Date.now });
  render(<App store={store} now={Date.now} />, root);
}
