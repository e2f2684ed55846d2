// The receipt of an answer, as the site's own downloads have it (CSV on the Web): query, release, rows, whole or not.
import { type Shown } from "./answers.ts";
import { type Setting } from "./setting.ts";

export function receipt(answer: Shown, setting: Setting, title: string): Record<string, unknown> {
  const { id, version, date } = setting.release;
  return {
    "@context": "http://www.w3.org/ns/csvw",
    url: `${setting.endpoint}?query=${encodeURIComponent(answer.query)}&format=csv`,
    "dc:title": title,
    "dc:license": { "@id": "https://creativecommons.org/licenses/by/4.0/" },
    "dc:isPartOf": { release: id, version, date },
    "dc:source": answer.query,
    rows: answer.form === "truth" ? 1 : answer.rows.length,
    complete: !answer.isCut,
    tableSchema: { columns: answer.rows.variables.map((name) => ({ name, titles: name })) },
  };
}
