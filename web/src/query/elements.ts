// Elements made by name. Text is always text: nothing that comes from a query or an answer is ever read as HTML.

type Child = Node | string | null | false | undefined;
type Attributes = Record<string, string | boolean | number | ((event: Event) => void) | undefined>;

/** An element with attributes, listeners (`onclick`) and content. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...content: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  fill(made, attributes, content);
  return made;
}

/** The same for SVG. */
export function svg(tag: string, attributes: Attributes = {}, ...content: Child[]): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(made, attributes, content);
  return made;
}

export function button(words: string, pressed: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return el("button", { type: "button", onclick: pressed, ...attributes }, words);
}

function fill(made: Element, attributes: Attributes, content: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const child of content) if (child) made.append(child);
}
