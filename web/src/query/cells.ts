// One value of an answer as the page shows it: a name with a link, or text, cut where it is long.
import { button, el } from "./elements.ts";
import { short, type Labels } from "./labels.ts";
import { pageOf, type Words } from "./setting.ts";
import { type Value } from "./terms-of-answers.ts";

export const LONGEST = 300;
const LONGEST_OPENED = 20_000;

export interface Look {
  words: Words;
  labels: Labels;
  isNamed: boolean;
}

/** The value for a reader, in words only. */
export function spoken(value: Value, labels: Labels): string {
  return value.kind === "iri" ? labels.text(value.value) : value.value;
}

export function cell(value: Value, look: Look): Node {
  if (value.kind === "iri") return thing(value.value, look);
  if (value.kind === "blank") return el("span", { class: "quiet" }, value.value);
  return literal(value, look.words);
}

function thing(iri: string, { words, labels, isNamed }: Look): Node {
  const label = labels.of(iri);
  const name = el("bdi", { lang: isNamed && label?.language }, isNamed ? (label?.text ?? short(iri)) : iri);
  const address = pageOf(iri, words.setting);
  const link = address ? el("a", { href: address, title: iri, rel: address === iri && "external" }, name) : name;
  if (!isNamed || !label?.language || label.language === words.setting.language) return link;
  return el("span", {}, link, " ", el("span", { class: "tag" }, label.language));
}

function literal({ value, language }: Value, words: Words): Node {
  const text = el("bdi", { dir: "auto", lang: language || undefined }, value.slice(0, LONGEST));
  const tag = language && language !== words.setting.language && el("span", { class: "tag" }, language);
  if (value.length <= LONGEST) return tag ? el("span", {}, text, " ", tag) : text;
  const box = el("div", { class: "cut" }, text, "… ", tag);
  box.append(" ", button(words.say("show_all", { count: value.length }), () => whole(box, value, words)));
  return box;
}

/** All of a long text: in its place, or as a file where that would hold up the page. */
function whole(box: HTMLElement, value: string, words: Words): void {
  const shown = el("pre", { tabindex: 0, dir: "auto", class: "opened" }, value.slice(0, LONGEST_OPENED));
  const rest = value.length > LONGEST_OPENED && button(words.say("save_all", { count: value.length }), () => saved(value, "value.txt", "text/plain"));
  box.replaceChildren(...[shown, rest].filter((one) => one !== false));
}

/** Hand a file to the reader. */
export function saved(content: BlobPart, name: string, media: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: media }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
