import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Where the API answers while the dashboard is developed: `npm start`, by default. */
const API = process.env["SLA_API"] ?? "http://localhost:8787";

export default defineConfig({
  root: here,
  // Vite's own folder of files that are copied as they are: the headers of the assets.
  publicDir: "public",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: fileURLToPath(new URL("../../../dist/dashboard", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    cssTarget: "chrome123",
    modulePreload: { polyfill: false },
    // A data: URL would need a wider policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy: { "/v1": API, "/badge": API, "/docs": API, "/openapi.json": API } },
});
