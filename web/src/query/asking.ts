// A query sent to the endpoint, and its answer or the reason why there is none. A part is never taken for the whole.
import { rows, Rows, triples, type Form, type Shown } from "./answers.ts";
import { lines } from "./lines.ts";
import { pause } from "./sorting.ts";
import { meaning, tokens } from "./tokens.ts";

/** So much of an answer is held in the page; the download has all. */
export const MOST = { lines: 200_000, bytes: 80_000_000 };

export interface Problem {
  code: string;
  status: number;
  detail: string;
  line: number;
  column: number;
  hints: string[];
  retryAfter: string;
}

/** Why a query has no answer: the server's word, or one of ours (`offline`, `lost`, `stopped`). */
export class AskingError extends Error {
  readonly problem: Problem;

  constructor(problem: Partial<Problem> & { code: string }) {
    super(problem.detail ?? problem.code);
    this.problem = { status: 0, detail: "", line: 0, column: 0, hints: [], retryAfter: "", ...problem };
  }
}

const FORMS: Record<string, Form> = { SELECT: "rows", ASK: "truth", CONSTRUCT: "triples", DESCRIBE: "triples" };
const ACCEPT: Record<Form, string> = {
  rows: "text/tab-separated-values",
  truth: "application/sparql-results+json",
  triples: "application/n-triples",
};

/** The form that a query has by its first word; one that cannot be read is asked as rows, for the server to refuse. */
export function formOf(query: string): Form {
  for (const { kind, text } of meaning(tokens(query))) {
    const form = kind === "word" ? FORMS[text.toUpperCase()] : undefined;
    if (form) return form;
  }
  return "rows";
}

export async function sent(address: string, query: string, accept: string, signal: AbortSignal): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, { method: "POST", headers: { accept, "content-type": "application/sparql-query" }, body: query, signal });
  } catch {
    throw new AskingError({ code: broken(signal) });
  }
  if (!answer.ok) throw new AskingError(await problem(answer));
  return answer;
}

/** Ask, and read the answer as it comes. Raises AskingError. */
export async function asked(address: string, query: string, signal: AbortSignal, told: (lines: number) => void): Promise<Shown> {
  const form = formOf(query);
  const began = performance.now();
  const answer = await sent(address, query, ACCEPT[form], signal);
  try {
    if (form === "truth") return shown(form, query, began, { truth: ((await answer.json()) as { boolean: boolean }).boolean });
    const read = await lines(answer.body as ReadableStream<Uint8Array>, MOST, told);
    await pause(); // reading an answer and drawing it are two tasks: no frame waits for both
    const table = form === "triples" ? triples(read.lines) : rows(read.lines);
    return shown(form, query, began, { rows: table, raw: read.lines, isCut: read.isCut });
  } catch {
    throw new AskingError({ code: broken(signal) });
  }
}

/** An answer that came with the page, in the same lines. */
export interface Carried {
  form: Form;
  truth: boolean | null;
  lines: string[];
}

export function carried(query: string, { form, truth, lines }: Carried): Shown {
  const table = form === "triples" ? triples(lines) : rows(lines);
  return { form, query, seconds: 0, truth, rows: table, raw: lines, isCut: false };
}

function shown(form: Form, query: string, began: number, rest: Partial<Shown>): Shown {
  const seconds = (performance.now() - began) / 1000;
  return { form, query, seconds, truth: null, rows: new Rows([], []), raw: [], isCut: false, ...rest };
}

function broken(signal: AbortSignal): string {
  if (signal.aborted) return "stopped";
  return navigator.onLine ? "lost" : "offline";
}

async function problem(answer: Response): Promise<Partial<Problem> & { code: string }> {
  const retryAfter = answer.headers.get("retry-after") ?? "";
  try {
    const told = (await answer.json()) as Partial<Problem>;
    return { ...told, code: told.code ?? "", status: answer.status, hints: told.hints ?? [], retryAfter };
  } catch {
    return { code: "", status: answer.status, detail: `${answer.status} ${answer.statusText}`, retryAfter };
  }
}
