// The button that copies the address of the thing a page is about. Its words come from the page, in the page's language.

export interface CopyWords {
  copyLink?: string; // the address
  label?: string;
  done?: string;
  failed?: string;
}

/** The words to show after an attempt to copy: done, or the address itself to copy by hand. */
export async function outcome(words: CopyWords, write: (text: string) => Promise<void>): Promise<string> {
  const address = words.copyLink ?? "";
  try {
    await write(address);
    return words.done ?? "";
  } catch {
    return `${words.failed ?? ""} ${address}`.trim();
  }
}

/** A button with a status line beside it that screen readers announce. */
export function copyLinkButton(words: CopyWords, write: (text: string) => Promise<void>): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.label ?? "";
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    status.textContent = await outcome(words, write);
  });
  fragment.append(button, " ", status);
  return fragment;
}
