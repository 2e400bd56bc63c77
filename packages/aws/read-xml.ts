import { parseXML } from '@aws-sdk/xml-builder';

/** An element: its text, or its children by name, a list where several have one. */
export type XmlNode = string | { readonly [name: string]: XmlNode | readonly XmlNode[] };

/** The root of an answer. Throws `SyntaxError` for what is no XML, or half of it. */
export function readXml(xml: string): XmlNode {
  try {
    const [root = ''] = Object.values(parseXML(xml) as Readonly<Record<string, XmlNode>>);
    return root;
  } catch (error) {
    throw new SyntaxError(`the answer is no XML: ${String(error)}`, { cause: error });
  }
}

/** A child that is there once; the empty text where it is not. */
export function childOf(node: XmlNode, name: string): XmlNode {
  const child = typeof node === 'string' ? '' : (node[name] ?? '');
  return Array.isArray(child) ? '' : (child as XmlNode);
}

/** The text of a child; undefined where it is not there, or empty. */
export function textOf(node: XmlNode, name: string): string | undefined {
  const found = childOf(node, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The entries of a list, `<TargetGroups><member>…</member></TargetGroups>`; none where the list is not there. */
export function entriesOf(node: XmlNode, list: string, entry = 'member'): readonly XmlNode[] {
  const found = childOf(node, list);
  const entries = typeof found === 'string' ? [] : (found[entry] ?? []);
  return [entries].flat() as readonly XmlNode[];
}

/** The entries of a list that are texts. */
export const textsOf = (node: XmlNode, list: string, entry = 'member'): readonly string[] =>
  entriesOf(node, list, entry).filter((one) => typeof one === 'string');
