// An answer read as it comes, line by line: little at a time, so that the page stays alive, and never more than fits.

export interface Lines {
  lines: string[];
  bytes: number;
  /** Whether reading ended at the limit: the answer has more. */
  isCut: boolean;
}

export interface Limits {
  lines: number;
  bytes: number;
}

/** All lines of a body. Rejects where the body breaks off: a part is never taken for the whole. */
export async function lines(body: ReadableStream<Uint8Array>, most: Limits, told: (lines: number) => void = () => {}): Promise<Lines> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const found: string[] = [];
  let bytes = 0;
  let open: string[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    const parts = (done ? decoder.decode() : decoder.decode(value, { stream: true })).split("\n");
    bytes += value?.length ?? 0;
    open.push(parts[0] ?? "");
    if (parts.length > 1) {
      found.push(open.join(""));
      for (const part of parts.slice(1, -1)) found.push(part);
      open = [parts[parts.length - 1] ?? ""];
    }
    told(found.length);
    if (done) break;
    if (found.length >= most.lines || bytes > most.bytes) {
      void reader.cancel();
      return { lines: found.slice(0, most.lines), bytes, isCut: true };
    }
  }
  const last = open.join("");
  if (last) found.push(last);
  return { lines: found, bytes, isCut: false };
}
