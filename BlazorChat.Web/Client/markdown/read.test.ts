import { describe, expect, test } from 'vitest';
import { read } from './read';
import { textOf, type Block, type Inline } from './tree';

/** Short: b bold, i italic, c code, q quote, p paragraph, ul, ol, pre, a(href|host). */
function short(nodes: readonly (Block | Inline)[]): string {
  return nodes.map((node) => {
    switch (node.is) {
      case 'text': return node.text;
      case 'code': return `<c>${node.text}</c>`;
      case 'strong': return `<b>${short(node.children)}</b>`;
      case 'emphasis': return `<i>${short(node.children)}</i>`;
      case 'link': return `<a ${node.href}${node.host === null ? '' : ` | ${node.host}`}>${short(node.children)}</a>`;
      case 'paragraph': return `<p>${short(node.children)}</p>`;
      case 'quote': return `<q>${short(node.children)}</q>`;
      case 'code-block': return `<pre ${node.info}>${node.text}</pre>`;
      case 'list': return `<${node.first === null ? 'ul' : `ol ${node.first}`}>${node.items.map((item) => `<li>${short(item)}</li>`).join('')}</>`;
    }
  }).join('');
}
const shown = (text: string) => short(read(text));

describe('what is understood', () => {
  test.each([
    ['**a** *b* __c__ _d_ ***e***', '<p><b>a</b> <i>b</i> <b>c</b> <i>d</i> <i><b>e</b></i></p>'],
    ['`a*b*` ``a`b``', '<p><c>a*b*</c> <c>a`b</c></p>'],
    ['```js x\nif (a < b)\n\n  *c*\n```\nafter', '<pre js x>if (a < b)\n\n  *c*</pre><p>after</p>'],
    ['~~~\n```\n~~~', '<pre >```</pre>'],
    ['```\nnever closed', '<pre >never closed</pre>'],
    ['- a\n- *b*\n  c\n  - d', '<ul><li><p>a</p></li><li><p><i>b</i>\nc</p><ul><li><p>d</p></li></></li></>'],
    ['3. a\n4. b', '<ol 3><li><p>a</p></li><li><p>b</p></li></>'],
    ['> a\n> *b\n> c*\n\nd', '<q><p>a\n<i>b\nc</i></p></q><p>d</p>'],
    ['- a\n\n  ```\n  code\n\n    more\n  ```', '<ul><li><p>a</p><pre >code\n\n  more</pre></li></>'],
    ['[a *b*](https://example.org/x "t")', '<p><a https://example.org/x>a <i>b</i></a></p>'],
    ['<https://example.org> <me@example.org>', '<p><a https://example.org/>https://example.org</a> <a mailto:me@example.org>me@example.org</a></p>'],
    ['\\*a\\* \\`b\\` \\[c\\](d)', '<p>*a* `b` [c](d)</p>'],
  ])('%j', (text, expected) => expect(shown(text)).toBe(expected));
});

describe('what stays as it was typed', () => {
  test.each([
    '# Heading', 'Heading\n===', 'Heading\n---', '---', '* * *', '![picture](https://example.org/x.png)', '![[a](https://example.org)](https://example.org/x)',
    '| a | b |\n| - | - |\n| 1 | 2 |', '[a][b]\n\n[b]: https://example.org', '[^1]\n\n[^1]: note', '~~gone~~', '<b>bold</b>', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>',
    '<!-- a -->', '<?php ?>', '<![CDATA[x]]>', '&lt;b&gt; &eacute; &#106;', '    four blanks', '-', '+', '*', '>', '1.', '> \n>', 'snake_case_name 2*3*4 a * b * c', 'C:\\temp\\new \\\\server\\share',
    'line one\nline two\n\n\n\n  line six', '  begins with blanks', 'a  \nb\\\nc', '¯\\(ツ)/¯', ':-) <3 </3', '*', '**', '` `` ```', '[]()', '[](https://example.org)', '*not closed', '[a](https://example.org',
  ])('%j', (text) => expect(shown(text)).toBe(`<p>${text}</p>`));

  test.each([
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java&#115;cript:alert(1)', 'javascript&colon;alert(1)', '&#x6A;avascript:alert(1)', 'data:text/html,<b>x', 'vbscript:x', 'file:///etc/passwd', 'blob:https://x/y',
    '//evil.example', '/account/delete', '?x', '#x', 'ftp://example.org', 'https:evil.example', 'https:/evil.example', 'https&#58;//evil.example', '\u0001https://evil.example', 'https://bank.example@evil.example',
    'https://exa\u202emple.org', 'https://exa\u200bmple.org', 'https://exa\u00admple.org', 'mailto:a@b.example?bcc=c@d.example', 'mailto:a@b.example?body=x', 'tel:123', 'intent://x', 'https://',
  ])('a link to %j', (address) => {
    const text = `[click](${address})`;
    expect(shown(text)).not.toContain('<a ');
    expect(textOf(read(text))).toBe(text);
    expect(shown(`[click](<${address}>)`)).not.toContain('<a ');
    expect(shown(`<${address}>`)).not.toMatch(/<a (?!https:\/\/x)/);
  });
});

describe('a link that looks like another', () => {
  test.each([
    ['[https://bank.example](https://evil.example)', 'evil.example'], ['[bank.example](https://evil.example)', 'evil.example'], ['[**bank.example**/login](https://evil.example)', 'evil.example'],
    ['[`bank.example`](https://evil.example)', 'evil.example'], ['[bank．example](https://evil.example)', 'evil.example'], ['[bank\u200b.example](https://evil.example)', 'evil.example'],
    ['[bank.example at evil.example](https://evil.example)', 'evil.example'], ['[me@bank.example](mailto:me@evil.example)', 'me@evil.example'], ['[bank.example](https://bank.example.evil.example)', 'bank.example.evil.example'],
    ['[bаnk.example](https://bank.example)', 'bank.example'], ['[bank.example:8080](https://bank.example)', 'bank.example'], ['[\u202eelpmaxe.knab](https://evil.example)', 'evil.example'],
    ['[https://bank.example@evil.example](https://evil.example)', 'evil.example'], ['[bank.example](https://xn--bnk-5cd.example)', 'xn--bnk-5cd.example'],
  ])('%j has its host beside it', (text, host) => expect(shown(text)).toContain(` | ${host}>`));

  test.each(['[here](https://example.org)', '[example.org](https://example.org)', '[https://example.org/a](https://example.org/b)', '[Example.ORG/x](https://example.org/y)', '[me@example.org](mailto:me@example.org)'])(
    '%j has not', (text) => expect(shown(text)).not.toContain(' | '));

  test('the picture in a link does not say where it leads', () => {
    expect(shown('[![x](https://good.example)](https://evil.example)')).toContain('<a https://evil.example/ | evil.example>');
  });

  test('there is no link in a link', () => {
    expect(shown('[a [b](https://x.example) c](https://y.example)')).toBe('<p>[a <a https://x.example/>b</a> c](https://y.example)</p>');
  });
});

test('nothing in an address is a mark', () => {
  expect(shown('https://example.org/_a_/*b*/c_d \\[x\\] *c*')).toBe('<p>https://example.org/_a_/*b*/c_d [x] <i>c</i></p>');
  expect(shown('*https://example.org/a*')).toBe('<p><i>https://example.org/a</i></p>');
});

test('direction signs stay where they were typed', () => {
  expect(shown('*a\u202eb* \u2066c')).toBe('<p><i>a\u202eb</i> \u2066c</p>');
});

/** Milliseconds of the processor, whatever else the machine does. */
function costOf(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const filled = (piece: string, length = 35_000) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
const bombs: Record<string, string> = {
  brackets: filled('['), closed: filled('[', 17_000) + filled(']', 17_000), pictures: filled('!['), links: filled('[a]('), chained: `${'['.repeat(5_000)}a${'](x)'.repeat(5_000)}`,
  emphasis: filled('*_'), words: filled('*a_ '), stars: filled('*'), apart: filled('* '), quotes: filled('> '), arrows: filled('>'), lists: filled('- '), numbers: filled('1. '),
  ticks: filled('`'), growing: Array.from({ length: 250 }, (_, i) => '`'.repeat(i + 1)).join(' '), fences: filled('```\n'), inset: filled(' ```\n'), escapes: filled('\\['), tags: filled('<a:'), addresses: filled('<http://a '),
  lines: `*a*${filled('\na')}`, quoted: filled('> a\n'), items: filled('- a\n'), apartLines: filled('> a\n\n'), lazy: `${'> '.repeat(1_000)}a\n${filled('b\n', 20_000)}`, blanks: `${filled(' ')}*a*`, tabs: filled('\t*'),
  stairs: Array.from({ length: 180 }, (_, i) => `${' '.repeat(i * 2)}- a`).join('\n'), long: `*a* ${filled('word ')}`, urls: filled('https://a.b/_ '), manyEmphases: '*a '.repeat(120) + 'b*'.repeat(120), nul: filled('\0*'),
};

describe('a bomb', () => {
  for (let i = 0; i < 200; i++) read(`a *b* \`c\` [d](https://e.example)\n\n- f ${i}\n> g **h**`); // As warm as a page that has been open.

  test.each(Object.keys(bombs))('%s costs little, and loses nothing', (name) => {
    let blocks: readonly Block[] = [];
    const took = costOf(() => { blocks = read(bombs[name]!); });
    expect(textOf(blocks).trim().length).toBeGreaterThan(0);
    expect(blocks.length).toBeLessThan(200);
    expect(took).toBeLessThan(50);
  });

  test('at the limits too', () => {
    const near = ['*_'.repeat(99), '*a_ '.repeat(99), '> > > > a\n'.repeat(16), '- a\n'.repeat(100), '> a\n\n'.repeat(66), `> > > > a\n${'b\n'.repeat(150)}`, `- - - - a\n${'        a\n'.repeat(150)}`, '> a\n- b\n'.repeat(40), '[a](b) '.repeat(99)];
    // Each time another text.
    for (const text of near) expect(Math.min(...[1, 2, 3, 4, 5].map((n) => costOf(() => void read(`${text}${n}`)))), text.slice(0, 20)).toBeLessThan(50);
  });

  test('a program of a thousand lines between fences is no bomb', () => {
    const program = filled('  if (a_b[0] * *c) { `d` }\n', 34_000);
    expect(read(`*see*\n\`\`\`c\n${program}\n\`\`\`\n**end**`).map(({ is }) => is)).toEqual(['paragraph', 'code-block', 'paragraph']);
  });
});

test('a page of fifty messages is read in a moment', () => {
  const page = Array.from({ length: 50 }, (_, i) => `**bold ${i}** and *more* with \`code\` https://x.example/${i}\n\n- one\n- two [three](https://y.example)\n\n> four\n\n\`\`\`\nfive\n\`\`\``);
  expect(costOf(() => page.forEach(read))).toBeLessThan(250);
});

test('a text is read once', () => {
  const text = 'some *text*';
  expect(read(text)).toBe(read(text));
});

/** Every text is shown whole: what is left out are signs of what was understood. */
test('nothing that is not a sign is ever lost', () => {
  const alphabet = ['*', '_', '`', '[', ']', '(', ')', '>', '<', '-', '1. ', '\n', '\n\n', ' ', '    ', '\\', '!', 'a', 'é', '😀', 'https://x.example/y', '```', '~~~', '&amp;', '|', '#', '\t', '\u202e'];
  let state = 7;
  const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  const letters = (text: string) => [...text].filter((char) => /[\p{L}\p{Emoji_Presentation}]/u.test(char)).sort().join('');
  for (let i = 0; i < 3_000; i++) {
    const text = Array.from({ length: 1 + next(25) }, () => alphabet[next(alphabet.length)]).join('');
    const blocks = read(text);
    const hidden: string[] = [];
    const look = (nodes: readonly (Block | Inline)[]): void => nodes.forEach((node) => {
      if (node.is === 'link') hidden.push(node.href);
      if (node.is === 'code-block') hidden.push(node.info);
      if (node.is === 'list') node.items.forEach(look);
      else if ('children' in node) look(node.children);
    });
    look(blocks);
    if (hidden.length === 0) expect(letters(textOf(blocks)), JSON.stringify(text)).toBe(letters(text));
  }
});
