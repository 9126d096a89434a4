/** What may be put into an element: text is always text, never markup. */
export type Child = Node | string;

/** Makes an element. Attributes that are undefined are left out. */
export function h(
  tag: string,
  attributes: Record<string, string | undefined>,
  ...children: readonly Child[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The same with something to do when it is pressed. */
export function button(
  label: string,
  onPress: () => void,
  attributes: Record<string, string> = {},
): HTMLElement {
  const element = h('vscode-button', { secondary: '', ...attributes }, label);
  element.addEventListener('click', onPress);
  return element;
}
