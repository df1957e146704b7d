// Builds what the pages and the printed documents use: styles, scripts of GOV.UK Frontend, fonts. Run by `npm run build`.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const build = join(here, "build");
const packages = join(here, "node_modules");

const FONTS = [
  ["source-sans-3", ["400Regular", "400Regular_Italic", "600SemiBold", "700Bold", "700Bold_Italic"]],
  ["vazirmatn", ["400Regular", "700Bold"]],
];

// A font that is no longer used would still count as one that documents depend on.
rmSync(join(build, "fonts"), { recursive: true, force: true });
for (const folder of ["css", "fonts", "js"]) mkdirSync(join(build, folder), { recursive: true });

for (const sheet of ["scrutiny", "document"]) {
  const source = join(here, "scss", `${sheet}.scss`);
  const { css } = compile(source, { style: "compressed", loadPaths: [packages], quietDeps: true });
  writeFileSync(join(build, "css", `${sheet}.css`), css);
}

for (const [name, weights] of FONTS) {
  const folder = join(packages, "@expo-google-fonts", name);
  for (const weight of weights) {
    const from = join(folder, weight);
    const file = existsSync(from) && readdirSync(from).find((found) => found.endsWith(".ttf"));
    if (!file) throw new Error(`The font ${name} ${weight} is not in the package installed in ${folder}`);
    cpSync(join(from, file), join(build, "fonts", file));
  }
}

cpSync(join(packages, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js"), join(build, "js", "govuk-frontend.min.js"));
