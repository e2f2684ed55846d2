import { readdirSync } from "node:fs";

// One entry for each kind of page that has an island of its own, and `main` for all; file names carry the hash of their
// content, so that they can be cached for ever.
const entries = readdirSync(new URL("src/entries", import.meta.url)).sort();

export default {
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    modulePreload: false as const,
    target: "es2022",
    rolldownOptions: {
      input: entries.map((name) => `src/entries/${name}`),
      output: { entryFileNames: "[name]-[hash].js", chunkFileNames: "[name]-[hash].js", assetFileNames: "[name]-[hash][extname]" },
    },
  },
};
