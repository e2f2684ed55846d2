/** Whether the keys pressed in a query field mean "run": Ctrl+Enter, or Cmd+Enter on a Mac. */
export function submitWithKeys(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">): boolean {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey);
}
