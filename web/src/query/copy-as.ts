// A query as a command or program that asks it anywhere: curl, Python, R. Whatever the query holds comes through unchanged.

/** Beyond this the kernel refuses an argument (128 KiB on Linux, less elsewhere): the query goes through a pipe. */
const LONGEST_ARGUMENT = 100_000;

export interface Asking {
  endpoint: string;
  query: string;
  accept: string;
}

export const WAYS = { curl, Python: python, R: r } as const;
export type Way = keyof typeof WAYS;

/** The query is sent as it is, and not as a field of a form: percent signs would make Cyrillic three times as long. */
const MEDIA = "application/sparql-query";

export function curl({ endpoint, query, accept }: Asking): string {
  const head = `curl --fail --silent --show-error -H ${shell(`Accept: ${accept}`)} -H ${shell(`Content-Type: ${MEDIA}`)}`;
  if (new TextEncoder().encode(query).length <= LONGEST_ARGUMENT) return `${head} --data-raw ${shell(query)} ${shell(endpoint)}`;
  const end = delimiter(query);
  return `${head} --data-binary @- ${shell(endpoint)} <<'${end}'\n${query}\n${end}`;
}

export function python({ endpoint, query, accept }: Asking): string {
  return [
    "import urllib.request",
    "",
    `query = ${pythonText(query)}`,
    "request = urllib.request.Request(",
    `    ${pythonText(endpoint)},`,
    "    query.encode(),",
    `    {"Accept": ${pythonText(accept)}, "Content-Type": ${pythonText(MEDIA)}},`,
    ")",
    "with urllib.request.urlopen(request) as answer:",
    '    print(answer.read().decode("utf-8"))',
  ].join("\n");
}

export function r({ endpoint, query, accept }: Asking): string {
  const body = "answer <- resp_body_string(req_perform(asked))";
  // Only an empty cell is nothing: NA is Namibia too.
  const csv = 'rows <- read.csv(text = answer, na.strings = "", check.names = FALSE, encoding = "UTF-8")\nrows';
  const read = accept === "text/csv" ? csv : "cat(answer)";
  return [
    "library(httr2)",
    "",
    `query <- ${rText(query)}`,
    `asked <- request(${rText(endpoint)}) |>`,
    `  req_headers(Accept = ${rText(accept)}) |>`,
    `  req_body_raw(query, ${rText(MEDIA)})`,
    body,
    read,
  ].join("\n");
}

/** One word for a POSIX shell. */
export function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A string of Python: over several lines where the text has several. */
export function pythonText(text: string): string {
  const safe = text.replaceAll("\\", "\\\\").replace(CONTROLS, escaped);
  if (!text.includes("\n")) return `"${safe.replaceAll('"', '\\"')}"`;
  return `"""${safe.replaceAll('"""', '\\"\\"\\"').replace(/"$/, '\\"')}"""`;
}

/** A string of R, which may hold line ends. */
export function rText(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replace(CONTROLS, escaped)}"`;
}

const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A word that is no line of the text. */
function delimiter(text: string): string {
  const lines = new Set(text.split("\n"));
  let end = "QUERY";
  while (lines.has(end)) end += "_";
  return end;
}
