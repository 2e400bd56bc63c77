const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The texts of all elements of this name that hold nothing but text, in order. Answers of AWS's Query protocol have
 * neither attributes on them nor CDATA.
 */
export const xmlTexts = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) =>
    text.replaceAll(/&(\w+);/g, (whole, entity: string) => entities[entity] ?? whole),
  );
