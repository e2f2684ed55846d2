// One entry a page needs; file names carry the hash of their content, so that they can be cached for ever.
export default {
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    modulePreload: false as const,
    target: "es2022",
    rolldownOptions: { input: ["src/main.ts"], output: { entryFileNames: "[name]-[hash].js" } },
  },
};
