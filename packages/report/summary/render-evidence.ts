import type { DeploymentReport } from '#report/deployment-report';
import { fenced, folded } from '#report/markdown-text';

type Section = DeploymentReport['evidence'][number];

export interface ShownEvidence {
  readonly markdown: string;
  /** Lines that found no room. */
  readonly leftOut: number;
}

/** The folded sections in at most `room` bytes. Each gets an equal share; what one does not need goes to the others. */
export function renderEvidence(sections: readonly Section[], room: number): ShownEvidence {
  let left = room;
  let leftOut = 0;
  const shown = new Map<Section, string>();
  const filled = sections.filter(({ lines }) => lines.length > 0);
  const bySize = filled.map((section) => ({ section, size: sizeOf(section) })).sort((a, b) => a.size - b.size);
  for (const [at, { section }] of bySize.entries()) {
    const share = Math.floor(left / (bySize.length - at)) - 2;
    const fitting = cutTo(section, share);
    leftOut += fitting.leftOut;
    if (fitting.markdown === '') continue;
    shown.set(section, fitting.markdown);
    left -= Buffer.byteLength(fitting.markdown) + 2;
  }
  return { markdown: filled.flatMap((section) => shown.get(section) ?? []).join('\n\n'), leftOut };
}

const sizeOf = ({ lines }: Section) => lines.reduce((sum, line) => sum + Math.min(line.length, 1_000) + 1, 0);

/** A section cut to `share` bytes: a third of the room for its beginning, the rest for its end, where causes stand. */
function cutTo(section: Section, share: number): ShownEvidence {
  const whole = sizeOf(section) <= share ? render(section.title, section.lines) : '';
  if (whole !== '' && Buffer.byteLength(whole) <= share) return { markdown: whole, leftOut: 0 };
  // Half a share of characters leaves room for the frame and for characters of several bytes; halved again if it does not.
  for (let characters = Math.floor(share / 2); characters >= 200; characters = Math.floor(characters / 2)) {
    const head = take(section.lines, characters / 3);
    const tail = take(section.lines.slice(head.length).reverse(), (characters * 2) / 3).reverse();
    const leftOut = section.lines.length - head.length - tail.length;
    if (head.length + tail.length === 0) break;
    const markdown = render(section.title, [...head, `… ${leftOut} lines left out …`, ...tail]);
    if (Buffer.byteLength(markdown) <= share) return { markdown, leftOut };
  }
  return { markdown: '', leftOut: section.lines.length };
}

function take(lines: readonly string[], characters: number): string[] {
  let left = characters;
  const end = lines.findIndex((line) => {
    left -= Math.min(line.length, 1_000) + 1;
    return left < 0;
  });
  return lines.slice(0, end === -1 ? lines.length : end);
}

const render = (title: string, lines: readonly string[]) => folded(title, fenced(lines));
