// The tabs of open queries, by pointer and by arrow keys, with a way to open one and to close the one that is shown.
import { button, el } from "./elements.ts";
import { type Words } from "./setting.ts";

export interface Doing {
  go: (at: number) => void;
  open: () => void;
  close: () => void;
}

export class TabStrip {
  private readonly list: HTMLElement;
  private readonly tools: HTMLElement;
  private readonly doing: Doing;

  constructor(words: Words, doing: Doing) {
    this.doing = doing;
    this.list = el("div", { role: "tablist", class: "query-tabs", "aria-label": words.say("tabs") });
    const named = (text: string, key: string, act: () => void) => button(text, act, { "aria-label": words.say(key), title: words.say(key) });
    this.tools = el("span", { class: "tab-tools" }, named("+", "new_tab", doing.open), named("×", "close_tab", doing.close));
  }

  get elements(): HTMLElement[] {
    return [this.list, this.tools];
  }

  show(names: string[], shown: number): void {
    const tabs = names.map((name, at) => {
      const isHere = at === shown;
      const one = button(name, () => this.doing.go(at), { role: "tab", "aria-selected": String(isHere), tabindex: isHere ? 0 : -1 });
      one.addEventListener("keydown", (event) => this.key(event, at, names.length));
      return one;
    });
    this.list.replaceChildren(...tabs);
  }

  focus(): void {
    this.list.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  }

  private key(event: KeyboardEvent, at: number, count: number): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.doing.go((at + step + count) % count);
    this.focus();
  }
}
